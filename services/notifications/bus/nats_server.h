#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

namespace lossy::notifications {

// A NATS server of the test's own, on a port of its own, gone with the object. Dies if it cannot
// start.
class NatsServer {
 public:
  // Lets everybody in, unless `settings` say otherwise: lines of nats-server's configuration.
  explicit NatsServer(std::string settings = "");
  ~NatsServer();
  NatsServer(const NatsServer&) = delete;
  NatsServer& operator=(const NatsServer&) = delete;

  // The settings that let in this user alone.
  static std::string Requires(const std::string& user, const std::string& password);

  std::string url() const;
  std::string address() const;  // host:port.

  // Kill ends it as a crash would. Started again, it has the same URL.
  void Kill();
  void Start();

  // From now on it takes connections and does nothing, until it goes on.
  void Pause();
  void GoOn();

  // For its next start.
  void Configure(std::string settings) { settings_ = std::move(settings); }

 private:
  std::string settings_;
  std::string config_;  // The file.
  int port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace lossy::notifications
