#include "edge/server/task_queue.h"

#include <utility>

namespace lossy::edge {
namespace {

constexpr int kRounds = 64;

}  // namespace

void TaskQueue::Post(absl::AnyInvocable<void()> task) {
  if (std::this_thread::get_id() == thread_.load(std::memory_order_relaxed)) {
    return own_tasks_.push_back(std::move(task));
  }
  bool first;
  {
    base::MutexLock lock(mutex_);
    first = tasks_.empty();
    tasks_.push_back(std::move(task));
  }
  // One wake-up serves all tasks that are posted until the loop runs them.
  if (first) wake_();
}

void TaskQueue::Run() {
  std::vector<absl::AnyInvocable<void()>> tasks;
  for (int round = 0; round < kRounds; ++round) {
    {
      base::MutexLock lock(mutex_);
      tasks.swap(tasks_);
    }
    for (absl::AnyInvocable<void()>& task : tasks) task();
    tasks.clear();
    tasks.swap(own_tasks_);
    if (tasks.empty()) return;
    for (absl::AnyInvocable<void()>& task : tasks) task();
    tasks.clear();
  }
  // A task that posts without end must not delay the clients.
  if (!own_tasks_.empty()) wake_();
}

void TaskQueue::Clear() {
  own_tasks_.clear();
  base::MutexLock lock(mutex_);
  tasks_.clear();
}

}  // namespace lossy::edge
