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

// What models did, and what it cost.
struct UsageTotal {
  std::int64_t calls = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  double audio_seconds = 0;
  std::int64_t cost_micros = 0;  // Millionths of a US dollar.
};

// Who used which model for what, by day: the table `usage`. Thread-safe.
class UsageLedger {
 public:
  // `pool` must outlive it.
  explicit UsageLedger(base::pg::Pool& pool) : pool_(pool) {}

  // Adds one call.
  absl::Status Add(const std::string& user_id, const std::string& session_id, ModelCall call,
                   const Usage& usage);

  // In millionths of a US dollar.
  absl::StatusOr<std::int64_t> SessionCost(const std::string& user_id,
                                           const std::string& session_id);
  // `session_id` may be empty: of all sessions.
  absl::StatusOr<UsageTotal> Total(const std::string& user_id, const std::string& session_id);

  // For PeriodicTasks. Deletes days that are longer ago, at most 10,000 rows.
  absl::StatusOr<base::TaskRun> Forget(absl::Duration age);
  // How long the oldest of them has been due.
  absl::StatusOr<absl::Duration> Overdue(absl::Duration age);

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::agent
