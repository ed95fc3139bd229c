#pragma once

#include "absl/functional/any_invocable.h"

namespace lossy::edge {

// A thread that runs tasks one after the other.
class Executor {
 public:
  virtual ~Executor() = default;

  // Runs the task on the executor's thread, after those posted before by the same caller.
  // Thread-safe.
  virtual void Post(absl::AnyInvocable<void()> task) = 0;
};

}  // namespace lossy::edge
