#include "base/pg/connection.h"

#include <poll.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/pg/pooler.h"
#include "base/pg/session.h"
#include "base/time/clock.h"

namespace lossy::base::pg {
namespace {

constexpr absl::string_view kUnavailable = "the database is unavailable";

// The time in which the server must report that it cancelled a statement.
constexpr absl::Duration kGrace = absl::Seconds(1);

// SQLSTATE is stable across servers and languages; the message text is not.
absl::string_view StateOf(const PGresult* result) {
  const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return field == nullptr ? "" : field;
}

// An error of libpq itself has no state: the connection is broken. A read-only server (25006) is a
// standby or becomes one; the next connection may find the primary.
bool IsGone(const PGresult* result) {
  const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  const absl::string_view word = severity == nullptr ? "" : severity;
  const absl::string_view state = StateOf(result);
  return state.empty() || absl::StartsWith(state, "08") || state == "25006" || word == "FATAL" ||
         word == "PANIC";
}

// A pooler or an operator ran DISCARD ALL or DEALLOCATE ALL. The settings and session locks may be
// lost as well, so the connection must close.
bool IsReset(absl::string_view state) { return state == "26000"; }

// The states of a statement whose table, column or function changed its type after planning. Only
// the state decides, since the message is in the server's language.
bool IsOutdated(absl::string_view state) {
  return state == "0A000" || state == "42804" || state == "42883" || state == "42703" ||
         state == "42725" || state == "42846" || state == "42P08" || state == "42P18";
}

// A trigger or another function keeps plans of its own, which may be older than the statement's.
bool IsOfAFunction(const PGresult* result) {
  return PQresultErrorField(result, PG_DIAG_CONTEXT) != nullptr;
}

// A serialization failure or a deadlock: the server rolled the transaction back.
bool IsConflict(absl::string_view state) { return state == "40001" || state == "40P01"; }

// The schema or table does not exist: an operator created the database again or loads a dump.
bool IsWithoutSchema(absl::string_view state) { return state == "3F000" || state == "42P01"; }

// The server lacks disk, memory or locks, a wait for a lock timed out, or the disk failed.
bool IsShort(absl::string_view state) {
  return absl::StartsWith(state, "53") || state == "58030" || state == "55P03";
}

absl::Status ToStatus(const PGresult* result) {
  const absl::string_view state = StateOf(result);
  if (IsGone(result)) return Unavailable(kUnavailable);
  if (IsShort(state)) return Unavailable("the database lacks disk, memory or locks");
  if (IsWithoutSchema(state)) return Unavailable("the database has no such table");
  if (state == "57014") return absl::DeadlineExceededError("the database took too long");
  if (state == "23505") return absl::AlreadyExistsError("exists already");
  if (state == "23503") return base::NotFound("the referenced row does not exist");
  if (state == "22021" || state == "22P05") {
    return absl::InvalidArgumentError("a text must be UTF-8 without the character NUL");
  }
  if (state == "23514" || state == "22001") {
    return absl::InvalidArgumentError("a value is out of range");
  }
  // Raised by a trigger, with a message for the caller.
  if (state == "55000") {
    return absl::FailedPreconditionError(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
  }
  if (state == "40003") return Unavailable("it is unknown if the database committed");
  if (IsConflict(state)) {
    return absl::AbortedError("a concurrent transaction changed the same rows");
  }
  return absl::InternalError(
      absl::StrCat("postgres ", state, ": ", PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)));
}

// libpq ends a text at its first NUL, so two different texts would be equal in the database.
bool IsCutShort(const Param& param) {
  return !param.binary() && param.data() != nullptr &&
         std::memchr(param.data(), '\0', static_cast<std::size_t>(param.size())) != nullptr;
}

// The URL overrides the keys before it. There are no `options`, since PgBouncer rejects them.
PGconn* Dial(const std::string& url, const std::string& schema, const Connection::Limits& limits) {
  const std::string seconds = absl::StrCat(
      std::max<int64_t>(1, absl::ToInt64Seconds(absl::Ceil(limits.connect, absl::Seconds(1)))));
  const char* keys[] = {"keepalives_idle",
                        "keepalives_interval",
                        "keepalives_count",
                        "tcp_user_timeout",
                        "dbname",
                        "connect_timeout",
                        "client_encoding",
                        "application_name",
                        nullptr};
  const char* values[] = {
      "10", "5", "3", "20000", url.c_str(), seconds.c_str(), "UTF8", schema.c_str(), nullptr};
  return PQconnectdbParams(keys, values, /*expand_dbname=*/1);
}

// A random prefix, so that no name equals one of another client of the same pooler.
std::string NamePrefix() {
  absl::BitGen random;
  return absl::StrCat("s", absl::Hex(absl::Uniform<std::uint32_t>(random), absl::kZeroPad8), "_");
}

}  // namespace

Connection::Connection(PGconn* connection, absl::Duration time_limit)
    : connection_(connection, &PQfinish), name_prefix_(NamePrefix()), time_limit_(time_limit) {}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& url,
                                                             const std::string& schema,
                                                             const Limits& limits,
                                                             absl::Span<const Setting> settings) {
  absl::StatusOr<std::unique_ptr<Connection>> connection = Connect(url, schema, limits);
  if (!connection.ok()) return connection;
  const absl::Status set_up = (*connection)->SetUp(url, schema, limits, settings);
  if (!set_up.ok()) return set_up;
  return connection;
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Connect(const std::string& url,
                                                                const std::string& schema,
                                                                const Limits& limits) {
  PGconn* raw = Dial(url, schema, limits);
  std::unique_ptr<Connection> connection(new Connection(raw, limits.statement + kGrace));
  if (PQstatus(raw) != CONNECTION_OK) {
    Log(LogLevel::kWarning, "database_connect_failed",
        {{"schema", absl::string_view(schema)},
         {"problem", absl::StripAsciiWhitespace(PQerrorMessage(raw))}});
    return Unavailable(kUnavailable);
  }
  PQsetnonblocking(raw, 1);
  PQsetNoticeProcessor(raw, [](void*, const char*) {}, nullptr);
  return connection;
}

absl::Status Connection::SetUp(const std::string& url, const std::string& schema,
                               const Limits& limits, absl::Span<const Setting> settings) {
  absl::Status status = RejectPooler(url, schema, limits);
  if (absl::IsUnavailable(status)) {
    return absl::FailedPreconditionError(
        "the server accepted the connection and did not answer its first statement. If it is a "
        "pooler, it may have too few server connections (PgBouncer: default_pool_size)");
  }
  if (status.ok()) status = StateSettings(*this, schema, limits, settings);
  return status.ok() ? CheckSession(*this, schema) : status;
}

// Runs before any setting, since another client may get the same server process.
absl::Status Connection::RejectPooler(const std::string& url, const std::string& schema,
                                      const Limits& limits) {
  const absl::StatusOr<bool> pooled = IsPooled(*this);
  if (!pooled.ok()) return pooled.status();
  if (!*pooled) return absl::OkStatus();
  const absl::StatusOr<std::unique_ptr<Connection>> other = Connect(url, schema, limits);
  if (!other.ok()) return other.status();
  if (absl::Status ours = RequireSessionMode(*this, **other); !ours.ok()) return ours;
  // Some poolers do not reset a server connection between clients.
  return Execute("DISCARD ALL");
}

absl::StatusOr<Rows> Connection::Query(absl::string_view sql, absl::Span<const Param> params) {
  if (std::any_of(params.begin(), params.end(), IsCutShort)) {
    return absl::InvalidArgumentError("a text must not contain the character NUL");
  }
  const absl::Time deadline = SteadyNow() + time_limit_;
  const bool alone = idle();
  BeginUnit();
  absl::StatusOr<Rows> rows = QueryOnce(sql, params, deadline);
  if (rows.ok() || !alone || !outdated_ || broken_) return rows;
  may_repeat_ = false;
  return QueryOnce(sql, params, deadline);
}

absl::StatusOr<Rows> Connection::QueryOnce(absl::string_view sql, absl::Span<const Param> params,
                                           absl::Time deadline) {
  if (outdated_ && !transaction_failed()) {
    if (absl::Status forgotten = ForgetPlans(); !forgotten.ok()) return forgotten;
  }
  absl::StatusOr<Prepared*> prepared = Prepare(sql, deadline);
  if (!prepared.ok()) return prepared.status();
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  for (const Param& param : params) {
    values.push_back(param.data());
    lengths.push_back(param.size());
    formats.push_back(param.binary() ? 1 : 0);
  }
  if (!PQsendQueryPrepared(connection_.get(), (*prepared)->name.c_str(),
                           static_cast<int>(params.size()), values.data(), lengths.data(),
                           formats.data(), /*resultFormat=*/0)) {
    broken_ = true;
    return Unavailable(kUnavailable);
  }
  executes_ = true;
  worked_before_ = (*prepared)->worked;
  absl::StatusOr<Rows> rows = Finish(deadline);
  executes_ = false;
  if (rows.ok()) (*prepared)->worked = true;
  return rows;
}

absl::Status Connection::Execute(const std::string& sql) { return Run(sql).status(); }

absl::StatusOr<Rows> Connection::Run(const std::string& sql) {
  BeginUnit();
  if (!PQsendQuery(connection_.get(), sql.c_str())) {
    broken_ = true;
    return Unavailable(kUnavailable);
  }
  return Finish(SteadyNow() + time_limit_);
}

absl::Status Connection::Listen(absl::string_view channel) {
  return Execute(absl::StrCat("LISTEN \"", channel, "\""));
}

absl::Status Connection::StopListening() {
  const absl::Status stopped = Execute("UNLISTEN *");
  TakeNotifications();
  return stopped;
}

absl::StatusOr<bool> Connection::AwaitNotification(int wake, absl::Time deadline) {
  if (TakeNotifications()) return true;
  const absl::Duration left = std::max(absl::ZeroDuration(), deadline - SteadyNow());
  pollfd waiters[] = {{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0},
                      {.fd = wake, .events = POLLIN, .revents = 0}};
  const absl::Duration longest = std::min(left, absl::Hours(1));
  if (poll(waiters, 2, static_cast<int>(absl::ToInt64Milliseconds(longest)) + 1) <= 0) return false;
  if (waiters[0].revents != 0 &&
      (!PQconsumeInput(connection_.get()) || PQstatus(connection_.get()) != CONNECTION_OK)) {
    broken_ = true;
    ++errors_[static_cast<std::size_t>(ErrorClass::kConnection)];
    return Unavailable(kUnavailable);
  }
  return TakeNotifications();
}

bool Connection::TakeNotifications() {
  bool taken = false;
  while (PGnotify* notification = PQnotifies(connection_.get())) {
    // Behind a pooler the session does not recognize its own.
    taken |= notification->be_pid != announced_process();
    PQfreemem(notification);
  }
  return taken;
}

absl::StatusOr<Connection::Prepared*> Connection::Prepare(absl::string_view sql,
                                                          absl::Time deadline) {
  auto found = prepared_.find(sql);
  if (found != prepared_.end()) return &found->second;
  std::string name = absl::StrCat(name_prefix_, ++last_name_);
  if (!PQsendPrepare(connection_.get(), name.c_str(), std::string(sql).c_str(), 0, nullptr)) {
    broken_ = true;
    return Unavailable(kUnavailable);
  }
  absl::StatusOr<Rows> done = Finish(deadline);
  if (!done.ok()) return done.status();
  return &prepared_.emplace(sql, Prepared{.name = std::move(name)}).first->second;
}

// Triggers have plans as well. A changed table outdates the plans of several statements, so all are
// prepared again: otherwise each would make the transaction repeat.
absl::Status Connection::ForgetPlans() {
  prepared_.clear();
  outdated_ = false;
  const absl::Status done = Execute("DEALLOCATE ALL; DISCARD PLANS");
  plans_are_new_ = done.ok();
  return done;
}

void Connection::BeginUnit() {
  if (!idle()) return;
  may_repeat_ = false;
  plans_are_new_ = false;
}

bool Connection::idle() const { return PQtransactionStatus(connection_.get()) == PQTRANS_IDLE; }

bool Connection::transaction_failed() const {
  return PQtransactionStatus(connection_.get()) == PQTRANS_INERROR;
}

absl::StatusOr<Rows> Connection::Finish(absl::Time deadline) {
  Rows last(nullptr);
  absl::Status status;
  for (;;) {
    if (absl::Status ready = AwaitSocket(deadline); !ready.ok()) return ready;
    PGresult* result = PQgetResult(connection_.get());
    if (result == nullptr) break;
    const ExecStatusType outcome = PQresultStatus(result);
    if (outcome != PGRES_TUPLES_OK && outcome != PGRES_COMMAND_OK) status.Update(Judge(result));
    last = Rows(result);
  }
  if (PQstatus(connection_.get()) != CONNECTION_OK) broken_ = true;
  if (!status.ok()) return status;
  return last;
}

absl::Status Connection::AwaitSocket(absl::Time deadline) {
  bool flushed = false;
  for (;;) {
    if (!flushed) {
      const int left = PQflush(connection_.get());
      if (left < 0) break;
      flushed = left == 0;
    }
    if (flushed && !PQisBusy(connection_.get())) return absl::OkStatus();
    const short events = static_cast<short>(POLLIN | (flushed ? 0 : POLLOUT));
    pollfd waiter{.fd = PQsocket(connection_.get()), .events = events, .revents = 0};
    const absl::Duration left = deadline - SteadyNow();
    if (left <= absl::ZeroDuration()) break;
    if (poll(&waiter, 1, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1) < 0) continue;
    if ((waiter.revents & POLLIN) != 0 && !PQconsumeInput(connection_.get())) break;
  }
  broken_ = true;
  ++errors_[static_cast<std::size_t>(ErrorClass::kConnection)];
  return Unavailable(kUnavailable);
}

absl::Status Connection::Judge(const PGresult* result) {
  const absl::string_view state = StateOf(result);
  ++errors_[static_cast<std::size_t>(ClassOf(state))];
  const bool reset = IsReset(state);
  const bool outdated = executes_ && !plans_are_new_ && IsOutdated(state) &&
                        (worked_before_ || IsOfAFunction(result));
  broken_ = broken_ || IsGone(result) || reset;
  lacks_schema_ = lacks_schema_ || IsWithoutSchema(state);
  outdated_ = outdated_ || outdated;
  may_repeat_ = may_repeat_ || reset || outdated || IsConflict(state);
  return reset || outdated ? Unavailable("the schema of the database changed") : ToStatus(result);
}

bool Connection::Healthy() {
  if (broken_ || PQstatus(connection_.get()) != CONNECTION_OK) return false;
  // An idle server sends nothing: readable data is a notice or the end of the connection.
  pollfd waiter{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0};
  if (poll(&waiter, 1, 0) > 0) {
    broken_ = !PQconsumeInput(connection_.get()) || PQstatus(connection_.get()) != CONNECTION_OK ||
              (waiter.revents & POLLHUP) != 0;
  }
  return !broken_;
}

}  // namespace lossy::base::pg
