#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "base/sync/mutex.h"
#include "edge/net/executor.h"

namespace lossy::edge {

// An Executor that runs tasks on the thread of one event loop. Post is thread-safe; the other
// methods belong to the loop's thread.
class TaskQueue final : public Executor {
 public:
  // `wake` must be thread-safe. It makes the loop call Run soon.
  explicit TaskQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

  void Post(absl::AnyInvocable<void()> task) override;

  // Makes the calling thread the loop's thread.
  void Attach() { thread_.store(std::this_thread::get_id(), std::memory_order_relaxed); }
  // Returns true if tasks of the loop's own thread wait. They do not wake the loop, so the loop
  // must call Run before it blocks.
  bool has_own() const { return !own_tasks_.empty(); }
  // Runs the posted tasks, and the tasks that these post. If tasks keep posting more, it leaves
  // them for the next call after 64 rounds.
  void Run();
  // Destroys all tasks. No thread may post afterwards.
  void Clear();

 private:
  const std::function<void()> wake_;
  std::atomic<std::thread::id> thread_;                // Other threads post before it is set.
  std::vector<absl::AnyInvocable<void()>> own_tasks_;  // Tasks of the loop's thread.
  base::Mutex mutex_;
  // Tasks of other threads.
  std::vector<absl::AnyInvocable<void()>> tasks_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
