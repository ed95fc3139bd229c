#include "base/pg/connection.h"

#include <poll.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/error/error.h"

namespace lossy::base::pg {
namespace {

constexpr absl::string_view kAway = "the database is away";

// SQLSTATE is stable across servers and languages; the message text is not.
absl::Status ToStatus(const PGresult* result) {
  const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const absl::string_view state = field == nullptr ? "" : field;
  const absl::string_view kind = state.substr(0, std::min<std::size_t>(2, state.size()));
  if (state.empty() || kind == "08" || state == "57P01" || state == "57P02" || state == "57P03" ||
      kind == "53") {
    return Unavailable(kAway);
  }
  if (state == "57014") return absl::DeadlineExceededError("the database took too long");
  if (state == "23505") return absl::AlreadyExistsError("exists already");
  if (state == "23503") return base::NotFound("what it refers to does not exist");
  if (state == "23514" || state == "22001") {
    return absl::InvalidArgumentError("a value is out of range");
  }
  if (kind == "40") return absl::AbortedError("changed by someone else at the same time");
  return absl::InternalError(
      absl::StrCat("postgres ", state, ": ", PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& url,
                                                             const std::string& schema,
                                                             absl::Duration timeout) {
  const std::string seconds = absl::StrCat(std::max<int64_t>(1, absl::ToInt64Seconds(timeout)));
  const std::string options = absl::StrCat("-c search_path=", schema);
  const char* keys[] = {"dbname", "connect_timeout", "options", "application_name", nullptr};
  const char* values[] = {url.c_str(), seconds.c_str(), options.c_str(), schema.c_str(), nullptr};
  PGconn* raw = PQconnectdbParams(keys, values, /*expand_dbname=*/1);
  std::unique_ptr<Connection> connection(new Connection(raw, timeout));
  if (PQstatus(raw) != CONNECTION_OK) return Unavailable(kAway);
  PQsetnonblocking(raw, 1);
  PQsetNoticeProcessor(raw, [](void*, const char*) {}, nullptr);
  return connection;
}

absl::StatusOr<Rows> Connection::Query(absl::string_view sql, absl::Span<const Param> params) {
  const absl::Time deadline = absl::Now() + time_limit_;
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
  return Finish(absl::Now() + time_limit_).status();
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
    if (outcome != PGRES_TUPLES_OK && outcome != PGRES_COMMAND_OK) status.Update(ToStatus(result));
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
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) return Cancel();
    if (poll(&waiter, 1, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1) < 0) continue;
    if ((waiter.revents & POLLIN) != 0 && !PQconsumeInput(connection_.get())) break;
  }
  broken_ = true;
  return Unavailable(kAway);
}

absl::Status Connection::Cancel() {
  // The statement may still be running: the connection is not used again.
  broken_ = true;
  if (PGcancel* cancel = PQgetCancel(connection_.get())) {
    char why[256];
    PQcancel(cancel, why, sizeof why);
    PQfreeCancel(cancel);
  }
  return absl::DeadlineExceededError("the database took too long");
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
