#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/process/notify_socket.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// Reports to the service manager that the process lives (NotifySocket::Alive), as long as every
// part of the process proves it. It has a thread of its own, from its construction to its
// destruction, if the manager watches the process; otherwise it does nothing.
class Watchdog {
 public:
  // Asks a part of the process for a sign of life: the part must call `answer` soon, on the thread
  // whose life it proves, for example the thread of an event loop. `answer` may be called or
  // destroyed at any time, also after the watchdog's end.
  using Probe = std::function<void(std::function<void()> answer)>;

  // `socket` and the parts of `probes` must outlive the watchdog. Twice in each period of the
  // manager the watchdog reports that the process lives if all probes have answered since the last
  // report. It asks a part again after the part has answered. It logs `watchdog_waits` when a part
  // does not answer.
  Watchdog(const NotifySocket& socket, std::vector<Probe> probes);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

 private:
  struct Answers;

  void Run();
  // Returns false if the watchdog stops.
  bool Pause();

  const NotifySocket& socket_;
  const std::vector<Probe> probes_;
  const std::shared_ptr<Answers> answers_;

  Mutex mutex_;
  CondVar stopped_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lossy::base
