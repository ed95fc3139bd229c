#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace lossy::notifications {

// The interface to a message bus between the replicas of the service. A message has a name, and the
// bus delivers it to each other replica that follows the name, never to its sender. A message may
// be lost. Messages of one sender and one name keep their order. nats_bus.h states when messages
// are authentic and arrive at most once. Thread-safe.
class Bus {
 public:
  // Receives the messages of the followed names.
  class Listener {
   public:
    virtual ~Listener() = default;

    // Threads of the bus call it; for each name one thread at a time. While it blocks, messages
    // wait, and the bus drops those beyond its bounds.
    virtual void OnMessage(absl::string_view bytes) = 0;

    // Runs when messages may have been lost: after the bus has connected, or after another replica
    // has authenticated itself.
    virtual void OnPossibleLoss() = 0;
  };

  virtual ~Bus() = default;

  // Queues a message and returns. Drops it while the bus is not connected. `name` has 1 to 512
  // arbitrary bytes, `bytes` at most kMaxBusBytes: a larger message is dropped.
  virtual void Publish(absl::string_view name, absl::string_view bytes) = 0;

  // Begin and end to receive the messages of a name. For each name the calls must alternate.
  virtual void Follow(absl::string_view name) = 0;
  virtual void Unfollow(absl::string_view name) = 0;

  // True if a message that is published now is likely to reach other replicas.
  virtual bool connected() const = 0;

  // True if the bus has recently dropped received messages because too many waited. Another replica
  // that seems silent may then be alive.
  virtual bool overrun() const { return false; }
};

// The largest message in bytes: half of a NATS server's default limit.
constexpr std::size_t kMaxBusBytes = 512 << 10;

}  // namespace lossy::notifications
