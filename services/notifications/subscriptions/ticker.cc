#include "services/notifications/subscriptions/ticker.h"

#include <utility>

namespace lossy::notifications {

Ticker::Ticker(absl::Duration pause, std::function<void()> tick)
    : thread_([this, pause, tick = std::move(tick)] { Run(pause, tick); }) {}

Ticker::~Ticker() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

void Ticker::Run(absl::Duration pause, const std::function<void()>& tick) {
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, absl::ToChronoMilliseconds(pause), [this] { return stop_; })) {
    lock.unlock();
    tick();
    lock.lock();
  }
}

}  // namespace lossy::notifications
