#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lossy::base {

// Reports the state of this process to the service manager that started it, by the protocol of
// sd_notify(3): datagrams to the Unix socket that the variable NOTIFY_SOCKET names. systemd sets it
// for units of Type=notify. Without the variable every method does nothing.
//
// A report is sent at most once and never blocks: a manager that does not read loses it.
// Thread-safe.
class NotifySocket {
 public:
  // Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and removes them from the environment, so
  // that child processes report nothing. Call before threads start.
  static NotifySocket FromEnvironment();
  // Sends to the socket at `path`; a path that begins with "@" is in the abstract namespace. Empty:
  // sends nothing. `watchdog`: see watchdog().
  NotifySocket(std::string path, absl::Duration watchdog);

  // The process serves its callers: READY=1.
  void Ready() const { Send("READY=1"); }
  // The process has begun to stop: STOPPING=1.
  void Stopping() const { Send("STOPPING=1"); }
  // The process lives: WATCHDOG=1.
  void Alive() const { Send("WATCHDOG=1"); }
  // One line that `systemctl status` shows: STATUS=…
  void Status(absl::string_view text) const;

  // The manager ends the process if Alive is not called for this long after Ready. Zero: it does
  // not watch the process.
  absl::Duration watchdog() const { return watchdog_; }

 private:
  void Send(absl::string_view state) const;

  const std::string path_;
  const absl::Duration watchdog_;
};

}  // namespace lossy::base
