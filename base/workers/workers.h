#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

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

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;  // Guarded by mutex_.
  bool stop_ = false;                        // Guarded by mutex_.
  std::vector<std::thread> threads_;
};

}  // namespace lossy::base
