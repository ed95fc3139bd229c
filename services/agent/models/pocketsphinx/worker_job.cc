#include "services/agent/models/pocketsphinx/worker_job.h"

#include <utility>

#include "base/error/error.h"
#include "base/time/wait_until.h"

namespace lossy::agent {

absl::StatusOr<Answer> WorkerJob::Await() {
  std::unique_lock lock(mutex_);
  const bool done =
      base::WaitUntil(changed_, lock, deadline_, [this] { return result_.has_value(); });
  if (done) return *std::move(result_);
  left_ = true;
  if (!begun_) return base::Unavailable("no recogniser was free in time");
  return absl::DeadlineExceededError("the recogniser was not done in time");
}

bool WorkerJob::Begin() {
  std::lock_guard lock(mutex_);
  begun_ = !left_;
  return begun_;
}

void WorkerJob::Finish(absl::StatusOr<Answer> result) {
  {
    std::lock_guard lock(mutex_);
    result_ = std::move(result);
  }
  changed_.notify_one();
}

}  // namespace lossy::agent
