#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "base/sync/mutex.h"
#include "edge/net/executor.h"

namespace lossy::edge {

// The tasks posted to the thread of one event loop.
class TaskQueue final : public Executor {
 public:
  // `wake` makes the loop call Run soon. Any thread may call it.
  explicit TaskQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

  // Any thread. Tasks of one thread run in their order.
  void Post(absl::AnyInvocable<void()> task) override;

  // The methods below belong to the loop's thread.

  // Makes the calling thread the loop's.
  void Attach() { thread_.store(std::this_thread::get_id(), std::memory_order_relaxed); }
  // True if the thread itself has posted tasks that did not run yet; they wake no loop.
  bool has_own() const { return !own_tasks_.empty(); }
  // Runs the posted tasks and those that they post in turn, up to a bound.
  void Run();
  // Destroys all tasks. No thread may post any more.
  void Clear();

 private:
  const std::function<void()> wake_;
  std::atomic<std::thread::id> thread_;                // Other threads post before it is set.
  std::vector<absl::AnyInvocable<void()>> own_tasks_;  // Posted by the loop's thread.
  base::Mutex mutex_;
  std::vector<absl::AnyInvocable<void()>> tasks_ LOSSY_GUARDED_BY(mutex_);  // Of other threads.
};

}  // namespace lossy::edge
