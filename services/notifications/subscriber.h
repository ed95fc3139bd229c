#pragma once

#include <memory>
#include <vector>

#include "services/notifications/event.h"

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

// Offers frames now and flushes at the end of its life: make it before the locks that must not be
// held while frames are sent.
class Offers {
 public:
  Offers() = default;
  Offers(const Offers&) = delete;
  Offers& operator=(const Offers&) = delete;
  ~Offers() {
    for (const std::shared_ptr<Subscriber>& subscriber : waiting_) subscriber->Flush();
  }

  void Make(const std::shared_ptr<Subscriber>& to, Frame frame) {
    if (to->Offer(std::move(frame))) waiting_.push_back(to);
  }

 private:
  std::vector<std::shared_ptr<Subscriber>> waiting_;
};

}  // namespace lossy::notifications
