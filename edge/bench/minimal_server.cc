// A server of one room that does the least for the same messages as loop_server: the baseline of
// the loads of tls_load. One thread, without TLS and without limits.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/flags/flag.h"
#include "base/flags/command_line.h"
#include "base/flags/flag_range.h"
#include "edge/bench/minimal_connection.h"

ABSL_FLAG(int, port, 4404, "Port to listen on, of 127.0.0.1");

LOSSY_FLAG_RANGE(port, 1, 65'535);

namespace lossy::edge {
namespace {

int Listen() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(absl::GetFlag(FLAGS_port)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      listen(listener, 4096) == 0) {
    return listener;
  }
  std::perror("--port");
  std::exit(1);
}

class MinimalServer {
 public:
  MinimalServer() : listener_(Listen()), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    Watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
  }

  [[noreturn]] void Run() {
    while (true) Step();
  }

 private:
  void Watch(int socket, std::uint32_t events, int operation) {
    epoll_event event{.events = events, .data = {.fd = socket}};
    epoll_ctl(epoll_, operation, socket, &event);
  }

  void Step() {
    epoll_event events[512];
    const int count = epoll_wait(epoll_, events, 512, -1);
    for (int i = 0; i < count; ++i) {
      const int socket = events[i].data.fd;
      if (socket == listener_) {
        Accept();
      } else if (const auto found = connections_.find(socket); found != connections_.end()) {
        Handle(*found->second, events[i].events);
      }
    }
    for (MinimalConnection* const connection : std::exchange(room_.dirty, {})) Flush(*connection);
  }

  void Accept() {
    for (int socket; (socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      const int on = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      connections_[socket] = std::make_unique<MinimalConnection>(socket, room_);
      Watch(socket, EPOLLIN, EPOLL_CTL_ADD);
    }
  }

  void Handle(MinimalConnection& connection, std::uint32_t events) {
    if ((events & EPOLLOUT) != 0) Flush(connection);
    if ((events & ~EPOLLOUT) != 0 && !connection.Read()) connections_.erase(connection.socket());
  }

  void Flush(MinimalConnection& connection) {
    const bool all = connection.Flush();
    if (!all || waiting_.contains(connection.socket())) {
      Watch(connection.socket(), all ? EPOLLIN : EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
      if (all) {
        waiting_.erase(connection.socket());
      } else {
        waiting_.insert(connection.socket());
      }
    }
  }

  const int listener_;
  const int epoll_;
  MinimalConnection::Room room_;
  absl::flat_hash_map<int, std::unique_ptr<MinimalConnection>> connections_;
  absl::flat_hash_set<int> waiting_;  // Sockets that took less than everything.
};

}  // namespace
}  // namespace lossy::edge

int main(int argc, char** argv) {
  lossy::base::ReadToolFlags(argc, argv);
  lossy::edge::MinimalServer().Run();
}
