#include "services/notifications/presence/tick_thread.h"

#include <utility>

#include "base/time/clock.h"

namespace lossy::notifications {

TickThread::TickThread(TickTimer& timer, absl::Duration pause, std::function<void()> tick)
    : timer_(timer), tick_(std::move(tick)), thread_([this, pause] { Loop(pause); }) {}

TickThread::~TickThread() {
  timer_.Stop();
  thread_.join();
}

void TickThread::Loop(absl::Duration pause) {
  absl::Time not_before = absl::InfinitePast();
  while (timer_.Await(not_before)) {
    tick_();
    not_before = base::SteadyNow() + pause;
  }
}

}  // namespace lossy::notifications
