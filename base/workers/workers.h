#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "base/sync/mutex.h"

namespace lossy::base {

// A few threads for work that may wait, so that gRPC's own threads never do. Thread-safe.
class Workers {
 public:
  explicit Workers(int threads);
  // Waits for tasks that run; those that have not begun are dropped.
  ~Workers();

  // The queue is as long as its users make it: whoever posts keeps to one task at a time.
  void Post(std::function<void()> task);

 private:
  void Run();

  Mutex mutex_;
  CondVar changed_;
  std::deque<std::function<void()>> tasks_ LOSSY_GUARDED_BY(mutex_);
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace lossy::base
