#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/sync/mutex.h"
#include "services/agent/models/pocketsphinx/protocol.h"

namespace lossy::agent {

// A request of WorkerPool: a recording that waits for a thread of the pool, which passes it to a
// process. The caller waits for the result at most until the deadline, a steady time. Thread-safe.
class WorkerJob {
 public:
  WorkerJob(absl::string_view audio, absl::Time deadline) : audio_(audio), deadline_(deadline) {}

  // The caller waits here for the result. Returns UNAVAILABLE if no thread began the job in time,
  // DEADLINE_EXCEEDED if the thread did not finish it in time, and otherwise the argument of
  // Finish.
  absl::StatusOr<Answer> Await();

  // The thread calls it before it works. Returns false if the caller no longer waits.
  bool Begin();
  const std::string& audio() const { return audio_; }
  absl::Time deadline() const { return deadline_; }
  // The thread passes the result here.
  void Finish(absl::StatusOr<Answer> result);

 private:
  const std::string audio_;
  const absl::Time deadline_;

  base::Mutex mutex_;
  base::CondVar changed_;
  bool begun_ LOSSY_GUARDED_BY(mutex_) = false;
  bool left_ LOSSY_GUARDED_BY(mutex_) = false;  // The caller no longer waits.
  absl::optional<absl::StatusOr<Answer>> result_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::agent
