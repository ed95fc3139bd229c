#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"
#include "services/agent/models/api/usage.h"
#include "services/agent/usage/model_call.h"

namespace lossy::agent {

// The total of some calls to models, and its cost.
struct UsageTotal {
  std::int64_t calls = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  double audio_seconds = 0;
  std::int64_t cost_micros = 0;  // Millionths of a US dollar.
};

// UsageLedger stores the use of models by user, session, kind, model and day: the table `usage`.
// Methods block for the database, and return its errors. Thread-safe.
class UsageLedger {
 public:
  // `pool` must outlive the object.
  explicit UsageLedger(base::pg::Pool& pool) : pool_(pool) {}

  // Adds one call.
  absl::Status Add(const std::string& user_id, const std::string& session_id, ModelCall call,
                   const Usage& usage);

  // Returns the cost of a session in millionths of a US dollar.
  absl::StatusOr<std::int64_t> SessionCost(const std::string& user_id,
                                           const std::string& session_id);
  // Returns the total of a session; of all sessions of the user if `session_id` is empty.
  absl::StatusOr<UsageTotal> Total(const std::string& user_id, const std::string& session_id);

  // Runs as a periodic task. Deletes days that are older than `age`, at most 10,000 rows.
  absl::StatusOr<base::TaskRun> Forget(absl::Duration age);
  // Returns how long ago the oldest remaining row should have been deleted; zero if none is due.
  absl::StatusOr<absl::Duration> Overdue(absl::Duration age);

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::agent
