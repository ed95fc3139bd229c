#include "services/notifications/bus/nats_server.h"

#include <arpa/inet.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "absl/strings/str_cat.h"

namespace lossy::notifications {
namespace {

constexpr char kProgram[] = "/usr/sbin/nats-server";
constexpr auto kStartTime = std::chrono::seconds(30);

void Check(bool ok) {
  if (!ok) std::abort();
}

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  Check(bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
  Check(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  close(fd);
  return ntohs(address.sin_port);
}

bool Accepts(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(port);
  const bool accepts =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return accepts;
}

}  // namespace

NatsServer::NatsServer() : port_(FreePort()) { Start(); }

NatsServer::~NatsServer() {
  if (pid_ != 0) Kill();
}

std::string NatsServer::url() const { return absl::StrCat("nats://127.0.0.1:", port_); }

void NatsServer::Kill() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void NatsServer::Start() {
  const std::string port = absl::StrCat(port_);
  const char* arguments[] = {kProgram,     "-a", "127.0.0.1", "-p",
                             port.c_str(), "-l", "/dev/null", nullptr};
  Check(posix_spawn(&pid_, kProgram, nullptr, nullptr, const_cast<char**>(arguments), environ) ==
        0);
  const auto deadline = std::chrono::steady_clock::now() + kStartTime;
  while (!Accepts(port_)) {
    Check(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void NatsServer::Pause() { kill(pid_, SIGSTOP); }

void NatsServer::GoOn() { kill(pid_, SIGCONT); }

}  // namespace lossy::notifications
