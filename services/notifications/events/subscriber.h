#pragma once

#include "services/notifications/events/event.h"

namespace lossy::notifications {

// The interface by which the hub and the presences send to one subscriber's stream. Thread-safe.
class Subscriber {
 public:
  virtual ~Subscriber() = default;

  // Appends a frame to the stream's queue. Does not wait for the client and calls no other object,
  // so the caller may hold locks. Returns true if the caller must call Flush after it has released
  // them.
  virtual bool Offer(Frame frame) = 0;

  // Sends the queued frames. The caller must hold no lock.
  virtual void Flush() = 0;

  // True while so much waits for the client that it should receive no further answers.
  virtual bool busy() const { return false; }
};

}  // namespace lossy::notifications
