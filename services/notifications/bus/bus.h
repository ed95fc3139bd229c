#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace lossy::notifications {

// Carries messages between the replicas of the service. A message has a name, and reaches each
// other replica that follows the name, never its sender. It may be lost. Messages of one sender and
// one name keep their order. NatsBus tells when a message is authentic and arrives once.
// Thread-safe.
class Bus {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;

    // Called by threads of the bus, for each name by one thread at a time. While it blocks,
    // messages wait, and those beyond the bounds of the bus are lost.
    virtual void OnMessage(absl::string_view bytes) = 0;

    // Messages may have been lost: the bus has connected, or another replica has authenticated
    // itself.
    virtual void OnBack() = 0;
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

  // True if the bus has lately dropped received messages because too many waited. The silence of
  // another replica then means nothing.
  virtual bool overrun() const { return false; }
};

// Half of a NATS server's default limit.
constexpr std::size_t kMaxBusBytes = 512 << 10;

}  // namespace lossy::notifications
