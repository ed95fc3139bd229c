#include "services/agent/models/pocketsphinx/worker_job.h"

#include <utility>

#include "base/error/error.h"

namespace lossy::agent {

absl::StatusOr<Answer> WorkerJob::Await() {
  const base::MutexLock lock(mutex_);
  while (!result_.has_value() && changed_.WaitUntil(mutex_, deadline_)) continue;
  if (result_.has_value()) return *std::move(result_);
  left_ = true;
  if (!begun_) return base::Unavailable("no recogniser was free in time");
  return absl::DeadlineExceededError("the recogniser did not finish in time");
}

bool WorkerJob::Begin() {
  const base::MutexLock lock(mutex_);
  begun_ = !left_;
  return begun_;
}

void WorkerJob::Finish(absl::StatusOr<Answer> result) {
  {
    const base::MutexLock lock(mutex_);
    result_ = std::move(result);
  }
  changed_.NotifyOne();
}

}  // namespace lossy::agent
