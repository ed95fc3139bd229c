#pragma once

#include <cstddef>
#include <deque>
#include <mutex>

#include "services/notifications/events/event.h"

namespace lossy::notifications {

// The frames that wait to be sent on one stream, first in, first out. Thread-safe.
class SubscriberQueue {
 public:
  // Holds at most `limit` bytes, bookkeeping included.
  explicit SubscriberQueue(std::size_t limit) : limit_(limit) {}

  // Adds a frame. True: nobody is sending, so the caller has to see to it that Take is called. A
  // frame that does not fit closes the outbox; that, too, gives true, once.
  bool Push(Frame frame);

  struct Next {
    Frame frame;  // Null: there is none, and the next Push will say true.
    bool more = false;
  };
  Next Take();

  // Drops what it holds and all that comes.
  void Close();

  bool overflown() const;
  std::size_t bytes() const;

 private:
  const std::size_t limit_;
  mutable std::mutex mutex_;
  // The rest is guarded by mutex_.
  std::deque<Frame> frames_;
  std::size_t bytes_ = 0;
  bool sending_ = false;  // Somebody will call Take.
  bool closed_ = false;
  bool overflown_ = false;
};

}  // namespace lossy::notifications
