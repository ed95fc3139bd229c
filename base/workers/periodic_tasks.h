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

// Runs tasks periodically on one thread. A task that reached its bound runs again without a pause,
// in turns with the other tasks that are due, so that a deletion keeps up with insertions.
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
    // For a deletion: the time since the oldest remaining row should have been deleted, zero if no
    // row is due. Measured after a run; every ten seconds while runs follow each other without a
    // pause. Empty: not measured.
    std::function<absl::StatusOr<absl::Duration>()> overdue = nullptr;
  };

  // `registry` must outlive the object.
  PeriodicTasks(std::vector<Task> tasks, prometheus::Registry& registry);
  ~PeriodicTasks();

 private:
  struct Scheduled {
    Task task;
    absl::Time due;  // Steady.
    prometheus::Counter& done;
    prometheus::Counter& failures;
    prometheus::Gauge* overdue = nullptr;           // Set if the task has the number.
    absl::Time measured_at = absl::InfinitePast();  // Steady, as the next one.
    absl::Time logged_at = absl::InfinitePast();
    int unlogged = 0;  // Done in runs that another run followed at once.
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
