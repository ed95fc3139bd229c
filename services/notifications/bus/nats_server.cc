#include "services/notifications/bus/nats_server.h"

#include <arpa/inet.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "base/testing/eventually.h"

namespace lossy::notifications {
namespace {

constexpr char kProgram[] = "/usr/sbin/nats-server";

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

NatsServer::NatsServer(std::string settings) : settings_(std::move(settings)), port_(FreePort()) {
  char pattern[] = "/tmp/lossy-nats-XXXXXX";
  const int fd = mkstemp(pattern);
  Check(fd >= 0);
  close(fd);
  config_ = pattern;
  Start();
}

NatsServer::~NatsServer() {
  if (pid_ != 0) Kill();
  unlink(config_.c_str());
}

std::string NatsServer::Requires(const std::string& user, const std::string& password) {
  return absl::StrCat("authorization { user: \"", user, "\", password: \"", password, "\" }\n");
}

std::string NatsServer::url() const { return absl::StrCat("nats://", address()); }

std::string NatsServer::address() const { return absl::StrCat("127.0.0.1:", port_); }

void NatsServer::Kill() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void NatsServer::Start() {
  std::ofstream(config_) << "host: 127.0.0.1\nport: " << port_ << "\n" << settings_;
  const char* arguments[] = {kProgram, "-c", config_.c_str(), "-l", "/dev/null", nullptr};
  Check(posix_spawn(&pid_, kProgram, nullptr, nullptr, const_cast<char**>(arguments), environ) ==
        0);
  Check(base::Eventually([this] { return Accepts(port_); }));
}

void NatsServer::Pause() { kill(pid_, SIGSTOP); }

void NatsServer::GoOn() { kill(pid_, SIGCONT); }

}  // namespace lossy::notifications
