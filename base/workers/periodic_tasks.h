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

// Runs tasks again and again, each after its own pause, on one thread. A task whose run reached its
// bound is run again at once, in turns with the others that are due, so that a deletion keeps up
// with whatever is added. Every replica has its own tasks, so a task must be harmless when two
// replicas run it at once. Tasks must bound the time of a run: the destructor waits for the one
// that runs.
class PeriodicTasks {
 public:
  struct Task {
    std::string name;
    // From the end of one run to the begin of the next; the first run is after one such pause.
    absl::Duration every;
    // A failure is logged, and the task runs again after its pause.
    std::function<absl::StatusOr<TaskRun>()> work;
    // For a deletion: how long the oldest row that should be gone has been due; zero if none is.
    // Measured after a run, every ten seconds while one run follows the other. Empty: there is no
    // such number.
    std::function<absl::StatusOr<absl::Duration>()> overdue = nullptr;
  };

  // `registry` must outlive it.
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
    absl::Time complained_at = absl::InfinitePast();
    int unlogged = 0;  // Done in runs that were followed by another at once.
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
