#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/pg/connection.h"
#include "base/pg/migrate.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"
#include "google/protobuf/message.h"

namespace lossy::base {

// What a write was called with, so that its repeat can be told from a new one.
struct RequestKey {
  std::string user_id;
  std::string method;
  std::string request_id;  // Empty: the caller does not mind repeats.
};

// The table, as a step to put into a service's list of migrations.
extern const pg::Migration kOnceMigration;

// 0 to 64 bytes; required ones are checked by their methods.
absl::Status CheckRequestId(absl::string_view request_id);

// Runs `work` unless it ran before for this key within --request_hours; then `response` is what it
// answered. Of one user the newest --user_requests are remembered, of --user_request_bytes at most,
// and up to a few hundred more. A repeat that arrives while the first still runs waits for it. Call
// it first thing in the write's transaction: when `work` fails nothing is remembered.
absl::Status Once(pg::Connection& transaction, const RequestKey& key,
                  google::protobuf::Message* response, absl::FunctionRef<absl::Status()> work);

// Forgets requests that are older than --request_hours, at most a thousand. For PeriodicTasks of
// every replica of a service, once a minute.
absl::StatusOr<TaskRun> ForgetRequests(pg::Pool& pool);
// How long the oldest one has been due.
absl::StatusOr<absl::Duration> RequestsOverdue(pg::Pool& pool);

// The number of requests of one user that are remembered, and its limit.
struct RequestCount {
  std::int64_t used = 0;
  std::int64_t limit = 0;  // 0: no limit.
};
absl::StatusOr<RequestCount> CountRequests(pg::Pool& pool, const std::string& user_id);

}  // namespace lossy::base
