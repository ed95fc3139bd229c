#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/sync/mutex.h"
#include "base/trace/trace_endpoint.h"

namespace lossy::base {

// For tests: a receiver of OTLP over HTTP on loopback. It stores the bodies of its requests and
// answers each with the same status, or not at all. Thread-safe.
class FakeTraceReceiver {
 public:
  FakeTraceReceiver() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    listen(listener_, 8);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Run(); });
  }
  ~FakeTraceReceiver() {
    eventfd_write(stop_fd_, 1);
    thread_.join();
    for (const int fd : hung_) close(fd);
    close(listener_);
    close(stop_fd_);
  }

  TraceEndpoint endpoint() const {
    return {.tls = false, .host = "127.0.0.1", .port = absl::StrCat(port_), .path = "/v1/traces"};
  }

  // The status of the following responses. 0: the receiver reads a request and never answers.
  void Answer(int status) {
    MutexLock lock(mutex_);
    status_ = status;
  }

  // Returns the requests, whole with their heads.
  std::vector<std::string> requests() {
    MutexLock lock(mutex_);
    return requests_;
  }

 private:
  void Run() {
    for (;;) {
      pollfd waits[] = {{.fd = listener_, .events = POLLIN, .revents = 0},
                        {.fd = stop_fd_, .events = POLLIN, .revents = 0}};
      poll(waits, 2, -1);
      if (waits[1].revents != 0) return;
      const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection >= 0) Serve(connection);
    }
  }

  void Serve(int connection) {
    std::string request;
    char buffer[4096];
    while (!Complete(request)) {
      const ssize_t got = recv(connection, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      request.append(buffer, got);
    }
    MutexLock lock(mutex_);
    requests_.push_back(std::move(request));
    if (status_ == 0) {
      hung_.push_back(connection);
      return;
    }
    const std::string response =
        absl::StrCat("HTTP/1.1 ", status_, " Text\r\nContent-Length: 0\r\n\r\n");
    send(connection, response.data(), response.size(), MSG_NOSIGNAL);
    close(connection);
  }

  static bool Complete(const std::string& request) {
    const std::size_t end = request.find("\r\n\r\n");
    const std::size_t at = request.find("Content-Length: ");
    if (end == std::string::npos || at == std::string::npos) return false;
    std::size_t size = 0;
    return absl::SimpleAtoi(request.substr(at + 16, request.find('\r', at) - at - 16), &size) &&
           request.size() >= end + 4 + size;
  }

  const int stop_fd_ = eventfd(0, EFD_CLOEXEC);
  int listener_ = -1;
  int port_ = 0;
  Mutex mutex_;
  int status_ LOSSY_GUARDED_BY(mutex_) = 200;
  std::vector<std::string> requests_ LOSSY_GUARDED_BY(mutex_);
  std::vector<int> hung_;  // Used on the thread, and after its end.
  std::thread thread_;
};

}  // namespace lossy::base
