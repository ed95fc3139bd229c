#include "edge/net/task_thread.h"

#include <chrono>
#include <utility>

namespace lossy::edge {

TaskThread::TaskThread(absl::Duration interval, absl::AnyInvocable<void()> on_tick)
    : interval_(interval), on_tick_(std::move(on_tick)), thread_([this] { Loop(); }) {}

TaskThread::~TaskThread() { Stop(); }

void TaskThread::Stop() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void TaskThread::Post(absl::AnyInvocable<void()> task) {
  bool first;
  {
    std::lock_guard lock(mutex_);
    first = tasks_.empty();
    tasks_.push_back(std::move(task));
  }
  if (first) changed_.notify_one();
}

void TaskThread::Loop() {
  auto next_tick = std::chrono::steady_clock::now();
  std::vector<absl::AnyInvocable<void()>> tasks;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_until(lock, next_tick, [this] { return stop_ || !tasks_.empty(); });
      if (stop_) return;
      tasks.swap(tasks_);
    }
    for (absl::AnyInvocable<void()>& task : tasks) task();
    tasks.clear();
    if (std::chrono::steady_clock::now() < next_tick) continue;
    on_tick_();
    next_tick = std::chrono::steady_clock::now() + absl::ToChronoMicroseconds(interval_);
  }
}

}  // namespace lossy::edge
