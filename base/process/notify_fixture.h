#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "gtest/gtest.h"

namespace lossy::base {

// The socket of a service manager, at a path of its own.
class FakeServiceManager {
 public:
  FakeServiceManager() : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    EXPECT_LT(path_.size(), sizeof address.sun_path);
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    unlink(path_.c_str());
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    // A test that receives too little fails in place of waiting.
    const timeval limit{.tv_sec = 30, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~FakeServiceManager() {
    close(socket_);
    unlink(path_.c_str());
  }
  FakeServiceManager(const FakeServiceManager&) = delete;
  FakeServiceManager& operator=(const FakeServiceManager&) = delete;

  const std::string& path() const { return path_; }

  // Waits for the next report; empty if none arrives.
  std::string Receive() { return Receive(0); }
  // Returns a report that has arrived; empty if none has.
  std::string TakeReceived() { return Receive(MSG_DONTWAIT); }

 private:
  std::string Receive(int flags) {
    char text[1024];
    const ssize_t size = recv(socket_, text, sizeof text, flags);
    return {text, size > 0 ? static_cast<std::size_t>(size) : 0};
  }

  const std::string path_ = "/tmp/notify_" + std::to_string(getpid()) + ".sock";
  const int socket_;
};

}  // namespace lossy::base
