#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

namespace lossy::notifications {

// A NATS server of one test, on a port of its own. The destructor kills it. Aborts if it cannot
// start.
class NatsServer {
 public:
  // Accepts every client, unless `settings`, lines of nats-server's configuration, restrict that.
  explicit NatsServer(std::string settings = "");
  ~NatsServer();
  NatsServer(const NatsServer&) = delete;
  NatsServer& operator=(const NatsServer&) = delete;

  // Returns settings that accept this user only.
  static std::string Requires(const std::string& user, const std::string& password);

  std::string url() const;
  std::string address() const;  // host:port.

  // Kill ends the server as a crash would. Start keeps its URL.
  void Kill();
  void Start();

  // Pause stops the process, so that connections are accepted but not served, until GoOn.
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
