#pragma once

#include <condition_variable>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/models/pocketsphinx/protocol.h"

namespace lossy::agent {

// A recording on its way to a thread that will have a process understand or decode it. Who brought
// it waits, but not longer than to its deadline. Thread-safe.
class WorkerJob {
 public:
  WorkerJob(absl::string_view audio, absl::Time deadline) : audio_(audio), deadline_(deadline) {}

  // For who brought it. Also UNAVAILABLE: nobody began with it; DEADLINE_EXCEEDED: it was not done.
  absl::StatusOr<Answer> Await();

  // For the thread. False: nobody waits for it any more.
  bool Begin();
  const std::string& audio() const { return audio_; }
  absl::Time deadline() const { return deadline_; }
  void Finish(absl::StatusOr<Answer> result);

 private:
  const std::string audio_;
  const absl::Time deadline_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool begun_ = false;                             // Guarded by mutex_.
  bool left_ = false;                              // Guarded by mutex_.
  absl::optional<absl::StatusOr<Answer>> result_;  // Guarded by mutex_.
};

}  // namespace lossy::agent
