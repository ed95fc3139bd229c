#pragma once

#include "absl/functional/any_invocable.h"

namespace lossy::edge {

// A thread that runs tasks one at a time.
class Executor {
 public:
  virtual ~Executor() = default;

  // Runs the task later on the executor's thread, after all tasks that the calling thread posted
  // before. Thread-safe; never blocks on a task.
  virtual void Post(absl::AnyInvocable<void()> task) = 0;
};

}  // namespace lossy::edge
