#pragma once

#include "absl/functional/any_invocable.h"

namespace lossy::edge {

// Runs tasks on one thread, one at a time.
class Executor {
 public:
  virtual ~Executor() = default;

  // Runs the task later on the executor's thread, never before Post returns. It runs after all
  // tasks that the calling thread posted before. Thread-safe, and does not wait for any task.
  virtual void Post(absl::AnyInvocable<void()> task) = 0;
};

}  // namespace lossy::edge
