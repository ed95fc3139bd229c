#pragma once

#include <string>

#include "absl/functional/any_invocable.h"
#include "edge/net/executor.h"

namespace lossy::edge {

// Takes the answer to one poll back to its client. Thread-safe.
class Poller {
 public:
  virtual ~Poller() = default;

  // Answers the poll with `body`, which is JSON. A second answer is ignored.
  virtual void Answer(std::string body) = 0;
  // Asks if the answer reached the client. Posts `done` to `executor`; `delivered` is false if
  // bytes are known to be lost.
  virtual void Confirm(Executor& executor, absl::AnyInvocable<void(bool delivered)> done) = 0;
};

}  // namespace lossy::edge
