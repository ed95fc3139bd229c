#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "base/sync/mutex.h"
#include "services/notifications/events/event.h"
#include "services/notifications/events/subscriber.h"

namespace lossy::notifications {

// The subscribers that received frames under a lock, and that must be flushed after the lock is
// released. Only WithLock makes an object, so no caller can flush while it holds the lock. Not
// thread-safe.
class PendingFlushes {
 public:
  // Calls `change` with the mutex held, then releases the mutex, then flushes. Returns the result
  // of `change`. The caller must hold no lock.
  template <typename Change>
  static auto WithLock(base::Mutex& mutex, Change change) {
    PendingFlushes flushes;
    base::MutexLock lock(mutex);
    return change(flushes);
  }

  // Queues one frame for the subscriber and flushes it. The caller must hold no lock.
  static void Send(const std::shared_ptr<Subscriber>& to, Frame frame) {
    if (to->Offer(std::move(frame))) to->Flush();
  }

  PendingFlushes(const PendingFlushes&) = delete;
  PendingFlushes& operator=(const PendingFlushes&) = delete;

  // Queues a frame for the subscriber. WithLock flushes it later.
  void Offer(const std::shared_ptr<Subscriber>& to, Frame frame) {
    if (to->Offer(std::move(frame))) pending_.push_back(to);
  }

 private:
  PendingFlushes() = default;
  ~PendingFlushes() {
    for (const std::shared_ptr<Subscriber>& subscriber : pending_) subscriber->Flush();
  }

  std::vector<std::shared_ptr<Subscriber>> pending_;
};

}  // namespace lossy::notifications
