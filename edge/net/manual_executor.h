#pragma once

#include <utility>
#include <vector>

#include "edge/net/executor.h"

namespace lossy::edge {

// For tests: queues posted tasks until the test runs them. Not thread-safe.
class ManualExecutor final : public Executor {
 public:
  void Post(absl::AnyInvocable<void()> task) override { tasks_.push_back(std::move(task)); }

  // Runs all queued tasks, and the tasks that they post.
  void RunAll() {
    while (!tasks_.empty()) {
      for (absl::AnyInvocable<void()>& task : std::exchange(tasks_, {})) task();
    }
  }

 private:
  std::vector<absl::AnyInvocable<void()>> tasks_;
};

}  // namespace lossy::edge
