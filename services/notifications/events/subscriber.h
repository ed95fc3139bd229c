#pragma once

#include <memory>
#include <vector>

#include "services/notifications/events/event.h"

namespace lossy::notifications {

// Who follows topics. Thread-safe.
class Subscriber {
 public:
  virtual ~Subscriber() = default;

  // Takes a frame, to be sent after those taken before. Never blocks and calls nobody, since locks
  // are held. Returns whether Flush has to be called afterwards.
  virtual bool Offer(Frame frame) = 0;

  // Gets on with sending.
  virtual void Flush() = 0;
};

// PendingFlushes frames now and flushes at the end of its life: make it before the locks that must
// not be held while frames are sent.
class PendingFlushes {
 public:
  PendingFlushes() = default;
  PendingFlushes(const PendingFlushes&) = delete;
  PendingFlushes& operator=(const PendingFlushes&) = delete;
  ~PendingFlushes() {
    for (const std::shared_ptr<Subscriber>& subscriber : waiting_) subscriber->Flush();
  }

  void Make(const std::shared_ptr<Subscriber>& to, Frame frame) {
    if (to->Offer(std::move(frame))) waiting_.push_back(to);
  }

 private:
  std::vector<std::shared_ptr<Subscriber>> waiting_;
};

}  // namespace lossy::notifications
