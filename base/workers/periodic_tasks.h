#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace lossy::base {

// Runs tasks again and again, each after its own pause, on one thread. Every replica has its own,
// so a task must be harmless when two replicas run it at once. Tasks must bound their own time: the
// destructor waits for the one that runs.
class PeriodicTasks {
 public:
  struct Task {
    std::string name;
    // From the end of one run to the begin of the next; the first run is after one such pause.
    absl::Duration every;
    // Returns how much was done. A failure is logged, and the task runs again after its pause.
    std::function<absl::StatusOr<int>()> work;
  };

  explicit PeriodicTasks(std::vector<Task> tasks);
  ~PeriodicTasks();

 private:
  void Loop();
  absl::Time NextDue() const;
  void RunDue();

  struct Scheduled {
    Task task;
    absl::Time due;
  };
  std::vector<Scheduled> scheduled_;  // The thread's own.

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace lossy::base
