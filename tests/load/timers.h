#pragma once

#include <functional>
#include <map>
#include <utility>

#include "absl/time/time.h"
#include "base/time/clock.h"

namespace lossy::load {

// Runs functions later, on the thread that calls for the due ones.
class Timers {
 public:
  void After(absl::Duration wait, std::function<void()> task) {
    due_.emplace(base::SteadyNow() + wait, std::move(task));
  }

  void RunDue() {
    while (!due_.empty() && due_.begin()->first <= base::SteadyNow()) {
      const std::function<void()> task = std::move(due_.begin()->second);
      due_.erase(due_.begin());
      task();
    }
  }

 private:
  std::multimap<absl::Time, std::function<void()>> due_;
};

}  // namespace lossy::load
