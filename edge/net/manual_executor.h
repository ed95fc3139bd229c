#pragma once

#include <utility>
#include <vector>

#include "edge/net/executor.h"

namespace lossy::edge {

// Runs what was posted when a test says so. Not thread-safe.
class ManualExecutor final : public Executor {
 public:
  void Post(absl::AnyInvocable<void()> task) override { tasks_.push_back(std::move(task)); }

  // Until nothing is left, what the tasks post included.
  void RunAll() {
    while (!tasks_.empty()) {
      for (absl::AnyInvocable<void()>& task : std::exchange(tasks_, {})) task();
    }
  }

 private:
  std::vector<absl::AnyInvocable<void()>> tasks_;
};

}  // namespace lossy::edge
