#pragma once

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
#include "base/testing/loopback_listener.h"
#include "base/trace/trace_endpoint.h"

namespace lossy::base {

// For tests: a receiver of OTLP over HTTP on loopback. It stores the bodies of its requests and
// answers each with the same status, or not at all. Thread-safe.
class FakeTraceReceiver {
 public:
  FakeTraceReceiver() : thread_([this] { Run(); }) {}
  ~FakeTraceReceiver() {
    eventfd_write(stop_fd_, 1);
    thread_.join();
    for (const int fd : hung_) close(fd);
    close(stop_fd_);
  }

  TraceEndpoint endpoint() const {
    return {.tls = false,
            .host = "127.0.0.1",
            .port = absl::StrCat(listener_.port()),
            .path = "/v1/traces"};
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
      pollfd waits[] = {{.fd = listener_.socket(), .events = POLLIN, .revents = 0},
                        {.fd = stop_fd_, .events = POLLIN, .revents = 0}};
      poll(waits, 2, -1);
      if (waits[1].revents != 0) return;
      const int connection = accept4(listener_.socket(), nullptr, nullptr, SOCK_CLOEXEC);
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
  const LoopbackListener listener_;
  Mutex mutex_;
  int status_ LOSSY_GUARDED_BY(mutex_) = 200;
  std::vector<std::string> requests_ LOSSY_GUARDED_BY(mutex_);
  std::vector<int> hung_;  // Used on the thread, and after its end.
  std::thread thread_;
};

}  // namespace lossy::base
