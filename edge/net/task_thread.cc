#include "edge/net/task_thread.h"

#include <utility>

namespace lossy::edge {

TaskThread::TaskThread() : TaskThread([] { return absl::InfiniteFuture(); }) {}

TaskThread::TaskThread(DueWork due_work)
    : due_work_(std::move(due_work)), thread_([this] { Loop(); }) {}

TaskThread::~TaskThread() { Stop(); }

void TaskThread::Stop() {
  {
    base::MutexLock lock(mutex_);
    stop_ = true;
  }
  changed_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

void TaskThread::Post(absl::AnyInvocable<void()> task) {
  bool first;
  {
    base::MutexLock lock(mutex_);
    first = tasks_.empty();
    tasks_.push_back(std::move(task));
  }
  if (first) changed_.NotifyOne();
}

void TaskThread::Loop() {
  absl::Time due = due_work_();
  std::vector<absl::AnyInvocable<void()>> tasks;
  for (;;) {
    {
      base::MutexLock lock(mutex_);
      while (!stop_ && tasks_.empty() && changed_.WaitUntil(mutex_, due)) continue;
      if (stop_) return;
      tasks.swap(tasks_);
    }
    for (absl::AnyInvocable<void()>& task : tasks) task();
    tasks.clear();
    due = due_work_();
  }
}

}  // namespace lossy::edge
