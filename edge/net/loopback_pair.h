#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "base/testing/loopback_listener.h"

namespace lossy::edge {

// For tests and benchmarks: returns the two ends of a TCP connection over loopback, without Nagle's
// delay. The caller closes them.
inline std::pair<int, int> LoopbackPair() {
  const auto require = [](bool done) {
    if (!done) std::abort();
  };
  const base::LoopbackListener listener;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(listener.port()));
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  require(connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  const int server = accept4(listener.socket(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  require(server >= 0);
  const int on = 1;
  for (const int end : {client, server}) {
    require(setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
  }
  return {client, server};
}

}  // namespace lossy::edge
