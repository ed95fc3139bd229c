#pragma once

#include "services/notifications/events/event.h"

namespace lossy::notifications {

// A stream that follows topics. Thread-safe.
class Subscriber {
 public:
  virtual ~Subscriber() = default;

  // Queues a frame behind those queued before. Never blocks and calls no other object, so the
  // caller may hold locks. Returns true if the caller must call Flush after it has released them.
  virtual bool Offer(Frame frame) = 0;

  // Sends what is queued. The caller must hold no lock.
  virtual void Flush() = 0;
};

}  // namespace lossy::notifications
