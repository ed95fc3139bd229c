#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace lossy::agent {

// Does now and then what nobody else will do. Every replica has one, so a chore must not mind being
// done twice.
class Housekeeper {
 public:
  struct Chore {
    std::string name;
    absl::Duration every;
    // How much was done.
    std::function<absl::StatusOr<int>()> work;
  };

  // Does them on a thread of its own, each for the first time after its pause.
  explicit Housekeeper(std::vector<Chore> chores);
  ~Housekeeper();

 private:
  void Loop();
  absl::Time NextDue() const;
  void DoWhatIsDue();

  struct Task {
    Chore chore;
    absl::Time due;
  };
  std::vector<Task> tasks_;  // The thread's own.

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace lossy::agent
