#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/workers/task_run.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Runs tasks periodically on one thread. A task processes a bounded number of items in a run. A run
// that reached the bound (TaskRun::more) is followed by the next one without a pause, so that a
// deletion keeps up with insertions. Tasks that are due run in turns.
//
// Every replica runs its own tasks, so a task must tolerate that two replicas run it at once. A
// task must bound the time of a run, because the destructor waits for it.
class PeriodicTasks {
 public:
  struct Task {
    std::string name;
    // The pause between the end of a run and the next one. The first run follows one pause.
    absl::Duration every;
    // An error is logged, and the task runs again after its pause.
    std::function<absl::StatusOr<TaskRun>()> work;
    // For a task that deletes rows: returns how long ago the oldest remaining row should have been
    // deleted, or zero if no row is due. PeriodicTasks calls it after a run, but at most every ten
    // seconds while runs follow each other without a pause, and exports the result as a metric.
    // Empty: no metric.
    std::function<absl::StatusOr<absl::Duration>()> overdue = nullptr;
  };

  // Starts the thread. `registry` must outlive the object.
  PeriodicTasks(std::vector<Task> tasks, prometheus::Registry& registry);
  ~PeriodicTasks();

 private:
  struct Scheduled {
    Task task;
    absl::Time due;  // Steady.
    prometheus::Counter& done;
    prometheus::Counter& failures;
    prometheus::Gauge* overdue = nullptr;           // Null if the task has no `overdue`.
    absl::Time measured_at = absl::InfinitePast();  // Steady, as the next one.
    absl::Time logged_at = absl::InfinitePast();
    int unlogged = 0;  // Items of the runs that were not logged.
  };

  void Loop();
  absl::Time NextDue() const;
  void RunDue();
  static void Run(Scheduled& scheduled);
  static void Report(Scheduled& scheduled, const absl::Status& status);
  static void MeasureOverdue(Scheduled& scheduled);

  std::vector<Scheduled> scheduled_;  // The thread's own.

  Mutex mutex_;
  CondVar changed_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lossy::base
