#pragma once

#include <string>

#include "absl/functional/any_invocable.h"
#include "edge/net/executor.h"

namespace lossy::edge {

// Whoever waits for a poll's answer. Thread-safe.
class Poller {
 public:
  virtual ~Poller() = default;

  // Once; a second answer is ignored. `body` is JSON.
  virtual void Answer(std::string body) = 0;
  // Finds out whether the answer has reached the client, as far as anybody can tell. `done` is
  // posted to `executor`.
  virtual void Confirm(Executor& executor, absl::AnyInvocable<void(bool delivered)> done) = 0;
};

}  // namespace lossy::edge
