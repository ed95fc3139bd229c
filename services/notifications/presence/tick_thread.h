#pragma once

#include <functional>
#include <thread>

#include "absl/time/time.h"
#include "services/notifications/presence/tick_timer.h"

namespace lossy::notifications {

// Calls a function on a thread of its own when the timer is due.
class TickThread {
 public:
  // `timer` must outlive the object. `pause` is the shortest time between the end of a tick and the
  // next one: the changes within it share a tick.
  TickThread(TickTimer& timer, absl::Duration pause, std::function<void()> tick);
  // Waits for the running tick.
  ~TickThread();

 private:
  void Loop(absl::Duration pause);

  TickTimer& timer_;
  const std::function<void()> tick_;
  std::thread thread_;
};

}  // namespace lossy::notifications
