#include "services/notifications/subscriptions/ticker.h"

#include <utility>

namespace lossy::notifications {

Ticker::Ticker(absl::Duration pause, std::function<void()> tick)
    : thread_([this, pause, tick = std::move(tick)] { Run(pause, tick); }) {}

Ticker::~Ticker() {
  {
    base::MutexLock lock(mutex_);
    stop_ = true;
  }
  stopped_.NotifyAll();
  thread_.join();
}

void Ticker::Run(absl::Duration pause, const std::function<void()>& tick) {
  base::MutexLock lock(mutex_);
  while (!stopped_.wait_for(lock, absl::ToChronoMilliseconds(pause), [this] { return stop_; })) {
    lock.Unlock();
    tick();
    lock.Lock();
  }
}

}  // namespace lossy::notifications
