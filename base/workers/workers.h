#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "base/sync/mutex.h"

namespace lossy::base {

// A pool of threads for work that may block, so that gRPC's own threads do not. Thread-safe.
class Workers {
 public:
  explicit Workers(int threads);
  // Waits for the tasks that run. Drops the tasks that have not begun.
  ~Workers();

  // Queues a task. The queue has no bound, so each user of the pool must bound its own tasks.
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
