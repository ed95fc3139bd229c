#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/time/time.h"

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

  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace lossy::notifications
