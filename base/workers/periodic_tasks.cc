#include "base/workers/periodic_tasks.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "base/process/log.h"

namespace lossy::base {

PeriodicTasks::PeriodicTasks(std::vector<Task> tasks) {
  for (Task& task : tasks) {
    const absl::Time due = absl::Now() + task.every;
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
  while (!changed_.wait_for(lock, absl::ToChronoMilliseconds(NextDue() - absl::Now()),
                            [this] { return stop_; })) {
    lock.unlock();
    RunDue();
    lock.lock();
  }
}

absl::Time PeriodicTasks::NextDue() const {
  absl::Time next = absl::Now() + absl::Hours(1);
  for (const Scheduled& scheduled : scheduled_) next = std::min(next, scheduled.due);
  return next;
}

void PeriodicTasks::RunDue() {
  for (Scheduled& scheduled : scheduled_) {
    if (absl::Now() < scheduled.due) continue;
    const absl::StatusOr<int> done = scheduled.task.work();
    scheduled.due = absl::Now() + scheduled.task.every;
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
