#include "base/workers/periodic_tasks.h"

#include <algorithm>
#include <utility>

#include "base/log/log.h"
#include "base/time/clock.h"

namespace lossy::base {
namespace {

// The time between two measurements while runs follow each other without a pause.
constexpr absl::Duration kMeasurePause = absl::Seconds(10);

// The time between two log lines of a task that fails repeatedly.
constexpr absl::Duration kFailureLogPause = absl::Seconds(10);

}  // namespace

PeriodicTasks::PeriodicTasks(std::vector<Task> tasks, prometheus::Registry& registry) {
  prometheus::Family<prometheus::Counter>& done =
      prometheus::BuildCounter()
          .Name("lossy_periodic_task_done_total")
          .Help("Items that periodic tasks processed, for example rows deleted, by task")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& failures =
      prometheus::BuildCounter()
          .Name("lossy_periodic_task_failures_total")
          .Help("Runs of periodic tasks that failed, by task")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& overdue =
      prometheus::BuildGauge()
          .Name("lossy_periodic_task_overdue_seconds")
          .Help(
              "Seconds since the oldest row that is still there should have been deleted, by task")
          .Register(registry);
  for (Task& task : tasks) {
    const prometheus::Labels labels{{"task", task.name}};
    const absl::Time due = SteadyNow() + task.every;
    prometheus::Gauge* const gauge = task.overdue ? &overdue.Add(labels) : nullptr;
    scheduled_.push_back({.task = std::move(task),
                          .due = due,
                          .done = done.Add(labels),
                          .failures = failures.Add(labels),
                          .overdue = gauge});
  }
  thread_ = std::thread([this] { Loop(); });
}

PeriodicTasks::~PeriodicTasks() {
  {
    MutexLock lock(mutex_);
    stop_ = true;
  }
  changed_.NotifyAll();
  thread_.join();
}

void PeriodicTasks::Loop() {
  MutexLock lock(mutex_);
  for (;;) {
    const absl::Time due = NextDue();
    while (!stop_ && changed_.WaitUntil(mutex_, due)) continue;
    if (stop_) return;
    lock.Unlock();
    RunDue();
    lock.Lock();
  }
}

absl::Time PeriodicTasks::NextDue() const {
  absl::Time next = SteadyNow() + absl::Hours(1);
  for (const Scheduled& scheduled : scheduled_) next = std::min(next, scheduled.due);
  return next;
}

void PeriodicTasks::RunDue() {
  for (Scheduled& scheduled : scheduled_) {
    if (SteadyNow() >= scheduled.due) Run(scheduled);
  }
}

void PeriodicTasks::Run(Scheduled& scheduled) {
  const absl::StatusOr<TaskRun> run = scheduled.task.work();
  if (run.ok()) {
    scheduled.done.Increment(run->done);
    scheduled.unlogged += run->done;
  }
  const bool again = run.ok() && run->more;
  scheduled.due = again ? SteadyNow() : SteadyNow() + scheduled.task.every;
  // One line for all runs that follow each other.
  if (!again) Report(scheduled, run.status());
  if (!again || SteadyNow() >= scheduled.measured_at + kMeasurePause) MeasureOverdue(scheduled);
}

void PeriodicTasks::Report(Scheduled& scheduled, const absl::Status& status) {
  const absl::string_view name = scheduled.task.name;
  const std::int64_t done = std::exchange(scheduled.unlogged, 0);
  if (done > 0) Log(LogLevel::kInfo, "periodic_task_done", {{"task", name}, {"count", done}});
  if (status.ok()) return;
  scheduled.failures.Increment();
  if (SteadyNow() < scheduled.logged_at + kFailureLogPause) return;
  scheduled.logged_at = SteadyNow();
  Log(LogLevel::kWarning, "periodic_task_failed", {{"task", name}, {"problem", status.message()}});
}

void PeriodicTasks::MeasureOverdue(Scheduled& scheduled) {
  if (scheduled.overdue == nullptr) return;
  scheduled.measured_at = SteadyNow();
  const absl::StatusOr<absl::Duration> overdue = scheduled.task.overdue();
  if (overdue.ok()) scheduled.overdue->Set(absl::ToDoubleSeconds(*overdue));
}

}  // namespace lossy::base
