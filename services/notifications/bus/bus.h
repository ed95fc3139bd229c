#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace lossy::notifications {

// What replicas tell each other. A message has a name, and reaches those of the other replicas that
// follow the name; never the one that sent it. It may be lost; those of one sender and one name
// keep their order. Whether it is certain that a replica has sent it, and that it comes once,
// depends on the bus: see NatsBus. Thread-safe.
class Bus {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;

    // Called by threads of the bus, for one name by one at a time. While it blocks, messages wait,
    // and those beyond the bus's bounds are lost.
    virtual void OnMessage(absl::string_view bytes) = 0;

    // The bus was away, or not there yet, and is back, or another replica is heard from now on:
    // anything may have been lost.
    virtual void OnBack() = 0;
  };

  virtual ~Bus() = default;

  // Returns before it is sent. Nothing while the bus is away. `name` is 1 to 512 bytes of any kind;
  // `bytes` at most kMaxBusBytes, else it is lost.
  virtual void Publish(absl::string_view name, absl::string_view bytes) = 0;

  // Of each name either several times in turn, beginning with Follow.
  virtual void Follow(absl::string_view name) = 0;
  virtual void Unfollow(absl::string_view name) = 0;

  // Whether what is published now is likely to reach somebody.
  virtual bool connected() const = 0;

  // Whether messages that were received were dropped lately, since too many waited. The silence of
  // another replica says nothing then.
  virtual bool overrun() const { return false; }
};

// Half of what a NATS server takes unless it is told otherwise.
constexpr std::size_t kMaxBusBytes = 512 << 10;

}  // namespace lossy::notifications
