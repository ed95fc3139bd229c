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
    // How much was done.
    std::function<absl::StatusOr<int>()> work;
  };

  // Does all of them every `period`, on a thread of its own.
  Housekeeper(absl::Duration period, std::vector<Chore> chores);
  ~Housekeeper();

 private:
  void Loop();
  void DoAll();

  const absl::Duration period_;
  const std::vector<Chore> chores_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace lossy::agent
