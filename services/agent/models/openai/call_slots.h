#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"

namespace lossy::agent {

// Limits the calls that run at once, and interrupts the pauses between their tries when the process
// stops. Thread-safe.
class CallSlots {
 public:
  explicit CallSlots(int slots) : free_(slots) {}

  // Waits for a free slot and takes it; the caller must return it with Leave. DEADLINE_EXCEEDED: no
  // slot became free. CANCELLED after Shutdown.
  absl::Status Enter(absl::Time deadline);
  void Leave();

  // Blocks until `until`. CANCELLED as soon as Shutdown is called.
  absl::Status WaitUntil(absl::Time until);

  // Ends all waits.
  void Shutdown();

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  int free_ LOSSY_GUARDED_BY(mutex_);
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
};

}  // namespace lossy::agent
