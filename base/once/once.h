#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/migrate.h"
#include "base/pg/pool.h"
#include "base/pg/transaction.h"
#include "base/workers/task_run.h"
#include "google/protobuf/message.h"

namespace lossy::base {

// Identifies a write, so that Once can distinguish a repeat from a new one.
struct RequestKey {
  std::string user_id;
  std::string method;
  std::string request_id;  // Empty: Once runs the work each time.
};

// Creates the table `requests`; a step of each service's migrations.
extern const pg::Migration kOnceMigration;

// INVALID_ARGUMENT unless the id has at most 64 bytes. A method that requires an id must check that
// it is not empty.
absl::Status CheckRequestId(absl::string_view request_id);

// Runs `work`, which must fill `response`, at most once for `key`. A repeat within --request_hours
// does not run `work`; `response` is then the stored response of the first request. A repeat that
// arrives while the first request runs waits for it. If `work` fails, nothing is stored. The caller
// must call Once first in the write's transaction.
//
// The table keeps the newest --user_requests responses of each user, with at most
// --user_request_bytes in total. It may exceed these limits by a few hundred responses.
//
// Errors: those of `work` and of Connection. DATA_LOSS if the stored response cannot be parsed.
absl::Status Once(pg::Transaction& transaction, const RequestKey& key,
                  google::protobuf::Message* response, absl::FunctionRef<absl::Status()> work);

// Runs `work` in a transaction of `pool`, at most once for `key`, as the overload above.
absl::Status Once(pg::Pool& pool, const RequestKey& key, google::protobuf::Message* response,
                  absl::FunctionRef<absl::Status(pg::Transaction&)> work);

// Stores that requests with these keys ran, without their responses: Once returns an empty response
// for a repeat. Returns for each key if it is new, as a key with an empty request_id always is. The
// caller must write all new requests in the transaction. The limits of Once apply.
absl::StatusOr<std::vector<bool>> MarkRequests(pg::Transaction& transaction,
                                               absl::Span<const RequestKey> keys);

// Deletes requests that are older than --request_hours, at most a thousand. PeriodicTasks of every
// replica of a service call it once a minute.
absl::StatusOr<TaskRun> ForgetRequests(pg::Pool& pool);
// Returns how long ago ForgetRequests should have deleted the oldest request; zero if none is due.
absl::StatusOr<absl::Duration> RequestsOverdue(pg::Pool& pool);

// The number of stored requests of one user, and its limit.
struct RequestCount {
  std::int64_t used = 0;   // At most 1,000,000 are counted.
  std::int64_t limit = 0;  // 0: no limit.
};
absl::StatusOr<RequestCount> CountRequests(pg::Pool& pool, const std::string& user_id);

}  // namespace lossy::base
