#pragma once

#include <condition_variable>
#include <mutex>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace lossy::agent {

// How many calls may run at once, and a place to rest between two tries. Thread-safe.
class CallSlots {
 public:
  explicit CallSlots(int slots) : free_(slots) {}

  // Waits for a free one, which is the caller's until Leave. DEADLINE_EXCEEDED: none became free.
  // CANCELLED after Shutdown.
  absl::Status Enter(absl::Time deadline);
  void Leave();

  // Rests until then. CANCELLED as soon as it is shut down.
  absl::Status Rest(absl::Time until);

  // Ends all waits.
  void Shutdown();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int free_;           // Guarded by mutex_.
  bool stop_ = false;  // Guarded by mutex_.
};

}  // namespace lossy::agent
