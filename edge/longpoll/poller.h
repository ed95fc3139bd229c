#pragma once

#include <string>

#include "absl/functional/any_invocable.h"
#include "edge/net/executor.h"

namespace lossy::edge {

// Carries the answer to one poll to its client, which may be connected to another thread.
// Thread-safe.
class Poller {
 public:
  virtual ~Poller() = default;

  // Answers the poll with `body`, which is JSON. A second answer is ignored.
  virtual void Answer(std::string body) = 0;
  // Finds out if the answer reached the client, and posts `done` to `executor`. `delivered` is
  // false if bytes of the answer are known to be lost.
  virtual void Confirm(Executor& executor, absl::AnyInvocable<void(bool delivered)> done) = 0;
};

}  // namespace lossy::edge
