#include "base/pg/connection.h"

#include <poll.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/process/log.h"
#include "base/time/clock.h"

namespace lossy::base::pg {
namespace {

constexpr absl::string_view kAway = "the database is away";

// What the server has to say that it gave a statement up.
constexpr absl::Duration kGrace = absl::Seconds(1);

// SQLSTATE is stable across servers and languages; the message text is not.
absl::string_view StateOf(const PGresult* result) {
  const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return field == nullptr ? "" : field;
}

// libpq's own errors have no state: the connection is lost. A server that can only be read has
// become a standby, or is about to; the next connection may find the primary.
bool IsGone(const PGresult* result) {
  const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  const absl::string_view word = severity == nullptr ? "" : severity;
  const absl::string_view state = StateOf(result);
  return state.empty() || absl::StartsWith(state, "08") || state == "25006" || word == "FATAL" ||
         word == "PANIC";
}

// What was prepared is not there any more, or not good any more, since the tables were changed: a
// new connection prepares anew. Without this, the statement would fail until the connection ends.
bool IsOutdated(absl::string_view state, absl::string_view message) {
  return state == "26000" || (state == "0A000" && absl::StrContains(message, "cached plan"));
}

// No such schema, or table: somebody has made the database anew, or is loading a dump.
bool IsWithoutSchema(absl::string_view state) { return state == "3F000" || state == "42P01"; }

// Out of disk, of memory, of locks, of time to wait for one; an error of the disk.
bool IsShort(absl::string_view state) {
  return absl::StartsWith(state, "53") || state == "58030" || state == "55P03";
}

absl::Status ToStatus(const PGresult* result) {
  const absl::string_view state = StateOf(result);
  if (IsGone(result)) return Unavailable(kAway);
  if (IsShort(state)) return Unavailable("the database cannot do it now");
  if (IsWithoutSchema(state)) return Unavailable("the database has no such table now");
  if (state == "57014") return absl::DeadlineExceededError("the database took too long");
  if (state == "23505") return absl::AlreadyExistsError("exists already");
  if (state == "23503") return base::NotFound("what it refers to does not exist");
  if (state == "22021" || state == "22P05") {
    return absl::InvalidArgumentError("a text must be UTF-8 without the character NUL");
  }
  if (state == "23514" || state == "22001") {
    return absl::InvalidArgumentError("a value is out of range");
  }
  // A trigger refuses it, and says why.
  if (state == "55000") {
    return absl::FailedPreconditionError(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
  }
  if (absl::StartsWith(state, "40")) {
    return absl::AbortedError("changed by someone else at the same time");
  }
  return absl::InternalError(
      absl::StrCat("postgres ", state, ": ", PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)));
}

// libpq takes a text to end at its first NUL: two texts would be one for the database.
bool IsCutShort(const Param& param) {
  return !param.binary() && param.data() != nullptr &&
         std::memchr(param.data(), '\0', static_cast<std::size_t>(param.size())) != nullptr;
}

std::string Setting(absl::string_view name, absl::Duration limit) {
  if (limit == absl::InfiniteDuration()) return "";
  return absl::StrCat(" -c ", name, "=", absl::ToInt64Milliseconds(limit));
}

// Over TCP, both sides notice within 25 seconds when the other one is gone without a word: the
// server then lets go of what a connection has locked.
constexpr absl::string_view kServerKeepalives =
    " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

// A prepared statement keeps its plan, and a plan made while a table was empty reads all of the
// table: after a burst that takes seconds. So a plan reads all of a table only if no index will do.
// Compiling a plan costs more than any of our statements. See docs/adr/0029.
constexpr absl::string_view kPlanning = " -c enable_seqscan=off -c jit=off";

// Those before the URL can be said otherwise in it.
PGconn* Connect(const std::string& url, const std::string& schema,
                const Connection::Limits& limits) {
  const std::string seconds = absl::StrCat(
      std::max<int64_t>(1, absl::ToInt64Seconds(absl::Ceil(limits.connect, absl::Seconds(1)))));
  const std::string options =
      absl::StrCat("-c search_path=", schema, Setting("statement_timeout", limits.statement),
                   Setting("idle_in_transaction_session_timeout", limits.statement),
                   Setting("lock_timeout", limits.lock), kServerKeepalives, kPlanning);
  const char* keys[] = {"keepalives_idle",
                        "keepalives_interval",
                        "keepalives_count",
                        "tcp_user_timeout",
                        "dbname",
                        "connect_timeout",
                        "options",
                        "application_name",
                        nullptr};
  const char* values[] = {
      "10",           "5",    "3", "20000", url.c_str(), seconds.c_str(), options.c_str(),
      schema.c_str(), nullptr};
  return PQconnectdbParams(keys, values, /*expand_dbname=*/1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& url,
                                                             const std::string& schema,
                                                             const Limits& limits) {
  PGconn* raw = Connect(url, schema, limits);
  std::unique_ptr<Connection> connection(new Connection(raw, limits.statement + kGrace));
  if (PQstatus(raw) != CONNECTION_OK) {
    Log(LogLevel::kWarning, "database_connect_failed",
        {{"schema", absl::string_view(schema)},
         {"problem", absl::StripAsciiWhitespace(PQerrorMessage(raw))}});
    return Unavailable(kAway);
  }
  PQsetnonblocking(raw, 1);
  PQsetNoticeProcessor(raw, [](void*, const char*) {}, nullptr);
  return connection;
}

absl::StatusOr<Rows> Connection::Query(absl::string_view sql, absl::Span<const Param> params) {
  if (std::any_of(params.begin(), params.end(), IsCutShort)) {
    return absl::InvalidArgumentError("a text must not contain the character NUL");
  }
  const absl::Time deadline = SteadyNow() + time_limit_;
  absl::StatusOr<std::string> name = Prepare(sql, deadline);
  if (!name.ok()) return name.status();
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  for (const Param& param : params) {
    values.push_back(param.data());
    lengths.push_back(param.size());
    formats.push_back(param.binary() ? 1 : 0);
  }
  if (!PQsendQueryPrepared(connection_.get(), name->c_str(), static_cast<int>(params.size()),
                           values.data(), lengths.data(), formats.data(), /*resultFormat=*/0)) {
    broken_ = true;
    return Unavailable(kAway);
  }
  return Finish(deadline);
}

absl::Status Connection::Execute(const std::string& sql) {
  if (!PQsendQuery(connection_.get(), sql.c_str())) {
    broken_ = true;
    return Unavailable(kAway);
  }
  return Finish(SteadyNow() + time_limit_).status();
}

absl::StatusOr<std::string> Connection::Prepare(absl::string_view sql, absl::Time deadline) {
  auto found = prepared_.find(sql);
  if (found != prepared_.end()) return found->second;
  std::string name = absl::StrCat("s", prepared_.size());
  if (!PQsendPrepare(connection_.get(), name.c_str(), std::string(sql).c_str(), 0, nullptr)) {
    broken_ = true;
    return Unavailable(kAway);
  }
  absl::StatusOr<Rows> done = Finish(deadline);
  if (!done.ok()) return done.status();
  prepared_.emplace(sql, name);
  return name;
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
  return Unavailable(kAway);
}

absl::Status Connection::Judge(const PGresult* result) {
  const absl::string_view state = StateOf(result);
  const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const bool outdated = IsOutdated(state, message == nullptr ? "" : message);
  broken_ = broken_ || IsGone(result) || outdated;
  lacks_schema_ = lacks_schema_ || IsWithoutSchema(state);
  return outdated ? Unavailable("the database was changed") : ToStatus(result);
}

bool Connection::Healthy() {
  if (broken_ || PQstatus(connection_.get()) != CONNECTION_OK) return false;
  // An idle server sends nothing: readable means notices, or the end.
  pollfd waiter{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0};
  if (poll(&waiter, 1, 0) > 0) {
    broken_ = !PQconsumeInput(connection_.get()) || PQstatus(connection_.get()) != CONNECTION_OK ||
              (waiter.revents & POLLHUP) != 0;
  }
  return !broken_;
}

}  // namespace lossy::base::pg
