#include "edge/net/task_thread.h"

#include <utility>

#include "base/time/clock.h"

namespace lossy::edge {

TaskThread::TaskThread(absl::Duration interval, absl::AnyInvocable<void()> on_tick)
    : interval_(interval), on_tick_(std::move(on_tick)), thread_([this] { Loop(); }) {}

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
  absl::Time next_tick = base::SteadyNow();
  std::vector<absl::AnyInvocable<void()>> tasks;
  for (;;) {
    {
      base::MutexLock lock(mutex_);
      while (!stop_ && tasks_.empty() && changed_.WaitUntil(mutex_, next_tick)) continue;
      if (stop_) return;
      tasks.swap(tasks_);
    }
    for (absl::AnyInvocable<void()>& task : tasks) task();
    tasks.clear();
    if (base::SteadyNow() < next_tick) continue;
    on_tick_();
    next_tick = base::SteadyNow() + interval_;
  }
}

}  // namespace lossy::edge
