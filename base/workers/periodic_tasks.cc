#include "base/workers/periodic_tasks.h"

#include <algorithm>
#include <utility>

#include "base/process/log.h"
#include "base/time/clock.h"

namespace lossy::base {

PeriodicTasks::PeriodicTasks(std::vector<Task> tasks) {
  for (Task& task : tasks) {
    const absl::Time due = SteadyNow() + task.every;
    scheduled_.push_back({std::move(task), due});
  }
  thread_ = std::thread([this] { Loop(); });
}

PeriodicTasks::~PeriodicTasks() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void PeriodicTasks::Loop() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, absl::ToChronoMilliseconds(NextDue() - SteadyNow()),
                            [this] { return stop_; })) {
    lock.unlock();
    RunDue();
    lock.lock();
  }
}

absl::Time PeriodicTasks::NextDue() const {
  absl::Time next = SteadyNow() + absl::Hours(1);
  for (const Scheduled& scheduled : scheduled_) next = std::min(next, scheduled.due);
  return next;
}

void PeriodicTasks::RunDue() {
  for (Scheduled& scheduled : scheduled_) {
    if (SteadyNow() < scheduled.due) continue;
    const absl::StatusOr<int> done = scheduled.task.work();
    scheduled.due = SteadyNow() + scheduled.task.every;
    const absl::string_view name = scheduled.task.name;
    if (!done.ok()) {
      Log(LogLevel::kWarning, "periodic_task_failed",
          {{"task", name}, {"problem", done.status().message()}});
    } else if (*done > 0) {
      Log(LogLevel::kInfo, "periodic_task_done", {{"task", name}, {"count", std::int64_t{*done}}});
    }
  }
}

}  // namespace lossy::base
