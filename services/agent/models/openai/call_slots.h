#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"

namespace lossy::agent {

// Bounds the number of concurrent calls to an endpoint, and ends the pauses between their tries
// when the process stops. Thread-safe. All times are steady.
class CallSlots {
 public:
  explicit CallSlots(int slots) : free_(slots) {}

  // Blocks for a free slot and takes it. The caller must return it with Leave. Returns
  // DEADLINE_EXCEEDED if no slot became free, and CANCELLED after Shutdown.
  absl::Status Enter(absl::Time deadline);
  void Leave();

  // Blocks until `until`. Returns CANCELLED at once when Shutdown is called.
  absl::Status WaitUntil(absl::Time until);

  // Ends all present and later waits.
  void Shutdown();

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  int free_ LOSSY_GUARDED_BY(mutex_);
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
};

}  // namespace lossy::agent
