#pragma once

#include <sys/types.h>

#include <string>

namespace lossy::notifications {

// A NATS server of the test's own, on a port of its own, gone with the object. Dies if it cannot
// start.
class NatsServer {
 public:
  NatsServer();
  ~NatsServer();
  NatsServer(const NatsServer&) = delete;
  NatsServer& operator=(const NatsServer&) = delete;

  std::string url() const;

  // Kill ends it as a crash would. Started again, it has the same URL.
  void Kill();
  void Start();

  // From now on it takes connections and does nothing, until it goes on.
  void Pause();
  void GoOn();

 private:
  int port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace lossy::notifications
