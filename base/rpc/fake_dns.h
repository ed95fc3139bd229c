#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// A DNS server for tests on a UDP port of loopback. It gives one answer for all names (RFC 1035).
// Thread-safe; one thread serves from the construction to the destruction.
class FakeDns {
 public:
  FakeDns() : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      std::abort();
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Run(); });
  }

  ~FakeDns() {
    stop_ = true;
    thread_.join();
    close(socket_);
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  // Sets the IPv4 address of every name. Empty, the initial value: the server answers that the name
  // does not exist (NXDOMAIN).
  void Answer(const std::string& ip) {
    MutexLock lock(mutex_);
    ip_ = ip;
  }

 private:
  static constexpr std::size_t kHeaderBytes = 12;
  static constexpr int kPollMs = 20;

  void Run() {
    while (!stop_) {
      pollfd waiter{.fd = socket_, .events = POLLIN, .revents = 0};
      if (poll(&waiter, 1, kPollMs) > 0) AnswerOne();
    }
  }

  void AnswerOne() {
    char query[512];
    sockaddr_in from{};
    socklen_t size = sizeof(from);
    const ssize_t got =
        recvfrom(socket_, query, sizeof(query), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (got < static_cast<ssize_t>(kHeaderBytes)) return;
    const std::string answer = ReplyTo(std::string(query, static_cast<std::size_t>(got)));
    sendto(socket_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
  }

  std::string ReplyTo(const std::string& query) {
    // The question is a name, which ends with an empty label, then its type and class.
    const std::size_t end = query.find('\0', kHeaderBytes) + 5;
    const bool wants_a = query.substr(end - 4, 2) == std::string("\0\1", 2);
    MutexLock lock(mutex_);
    const bool found = !ip_.empty();
    std::string reply = query.substr(0, 2);
    reply += found ? std::string("\x81\x80", 2) : std::string("\x81\x83", 2);
    reply += std::string("\0\1\0", 3) + std::string(1, found && wants_a ? '\1' : '\0');
    reply += std::string(4, '\0') + query.substr(kHeaderBytes, end - kHeaderBytes);
    if (!found || !wants_a) return reply;
    // The answer: a pointer to the name, type A, class IN, and a time to live of 0 s.
    in_addr ip{};
    inet_pton(AF_INET, ip_.c_str(), &ip);
    reply += std::string("\xc0\x0c\0\1\0\1\0\0\0\0\0\4", 12);
    reply += std::string(reinterpret_cast<const char*>(&ip), 4);
    return reply;
  }

  const int socket_;
  int port_ = 0;
  std::atomic<bool> stop_{false};
  Mutex mutex_;
  std::string ip_ LOSSY_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace lossy::base
