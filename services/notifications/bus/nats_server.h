#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

namespace lossy::notifications {

// A process of nats-server for one test, on a free port of loopback. The destructor kills it. The
// test process aborts if the server cannot start. Not thread-safe.
class NatsServer {
 public:
  // Starts the server. `settings` are lines of nats-server's configuration. Without them the server
  // accepts every client.
  explicit NatsServer(std::string settings = "");
  ~NatsServer();
  NatsServer(const NatsServer&) = delete;
  NatsServer& operator=(const NatsServer&) = delete;

  // Returns settings that accept this user only.
  static std::string Requires(const std::string& user, const std::string& password);

  std::string url() const;
  std::string address() const;  // host:port.

  // Kill ends the process with SIGKILL, like a crash. Start starts it again with the same URL.
  void Kill();
  void Start();

  // Pause suspends the process until GoOn: the kernel accepts connections, but the server does not
  // answer.
  void Pause();
  void GoOn();

  // Sets the settings for the next start.
  void Configure(std::string settings) { settings_ = std::move(settings); }

 private:
  std::string settings_;
  std::string config_;  // The path of its file.
  int port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace lossy::notifications
