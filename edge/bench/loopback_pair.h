#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace lossy::edge {

// For benchmarks: returns the two ends of a TCP connection over loopback, without Nagle's delay.
// The caller closes them.
inline std::pair<int, int> LoopbackPair() {
  const auto require = [](bool done) {
    if (!done) std::abort();
  };
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  require(bind(listener, any, size) == 0 && listen(listener, 1) == 0);
  require(getsockname(listener, any, &size) == 0);
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  require(connect(client, any, size) == 0);
  const int server = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  require(server >= 0);
  const int on = 1;
  for (const int end : {client, server}) {
    require(setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
  }
  close(listener);
  return {client, server};
}

}  // namespace lossy::edge
