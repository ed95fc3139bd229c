#pragma once

#include <functional>
#include <thread>

#include "absl/time/time.h"
#include "base/sync/mutex.h"

namespace lossy::notifications {

// Calls a function again and again on a thread of its own, with this pause in between, until it is
// destroyed.
class Ticker {
 public:
  Ticker(absl::Duration pause, std::function<void()> tick);
  // Waits for a tick that runs.
  ~Ticker();

 private:
  void Run(absl::Duration pause, const std::function<void()>& tick);

  base::Mutex mutex_;
  base::CondVar stopped_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lossy::notifications
