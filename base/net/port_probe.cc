#include "base/net/port_probe.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace lossy::base {
namespace {

constexpr std::size_t kUnixPrefix = sizeof("unix:") - 1;
// A free port of the first address may be taken on the next one.
constexpr int kPortTries = 16;

socklen_t ToUnixSockaddr(const ListenAddress& address, sockaddr_storage* storage) {
  auto* local = reinterpret_cast<sockaddr_un*>(storage);
  const std::string path = address.host.substr(kUnixPrefix);
  if (path.size() >= sizeof local->sun_path) return 0;
  local->sun_family = AF_UNIX;
  std::memcpy(local->sun_path, path.c_str(), path.size() + 1);
  return sizeof *local;
}

absl::StatusOr<std::vector<ListenAddress>> ProbeOnce(std::vector<ListenAddress> addresses) {
  int chosen = 0;
  std::vector<ListenAddress> free;
  for (ListenAddress& address : addresses) {
    const bool choose = address.port == 0 && !address.unix_socket();
    if (choose) address.port = chosen;
    const absl::StatusOr<int> port = ProbePort(address);
    if (absl::IsNotFound(port.status()) && address.optional) continue;
    if (!port.ok()) return port.status();
    // For a single address the kernel chooses the port at bind.
    if (choose && addresses.size() > 1) address.port = chosen = *port;
    free.push_back(std::move(address));
  }
  if (free.empty()) {
    return absl::NotFoundError("cannot listen: this machine has none of the names' addresses");
  }
  return free;
}

}  // namespace

socklen_t ToSockaddr(const ListenAddress& address, sockaddr_storage* storage) {
  *storage = {};
  if (address.unix_socket()) return ToUnixSockaddr(address, storage);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.host.c_str(), absl::StrCat(address.port).c_str(), &hints, &found) != 0) {
    return 0;
  }
  const socklen_t size = found->ai_addrlen;
  std::memcpy(storage, found->ai_addr, size);
  freeaddrinfo(found);
  return size;
}

int PortOf(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
  if (storage.ss_family == AF_UNIX) return 0;
  return ntohs(storage.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port
                   : reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
}

absl::Status ListenError(const ListenAddress& address, int error) {
  const std::string text =
      absl::StrCat("cannot listen on ", address.ToString(), ": ", std::strerror(error));
  const bool missing = error == EADDRNOTAVAIL || error == EAFNOSUPPORT || error == ENODEV;
  return missing ? absl::NotFoundError(text) : absl::UnavailableError(text);
}

absl::StatusOr<int> ProbePort(const ListenAddress& address) {
  sockaddr_storage storage;
  const socklen_t size = ToSockaddr(address, &storage);
  if (size == 0) {
    return absl::InvalidArgumentError(absl::StrCat(address.host, " is not an IP address"));
  }
  // Binding a Unix socket would leave its file behind.
  if (address.unix_socket()) return 0;
  const int probe = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return ListenError(address, errno);
  const int on = 1;
  const int only = address.ipv6_only ? 1 : 0;
  setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (storage.ss_family == AF_INET6) {
    setsockopt(probe, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
  }
  const int bound = bind(probe, reinterpret_cast<const sockaddr*>(&storage), size);
  const int error = errno;
  const int port = bound == 0 ? PortOf(probe) : 0;
  close(probe);
  if (bound == 0) return port;
  return ListenError(address, error);
}

absl::StatusOr<std::vector<ListenAddress>> ProbePorts(std::vector<ListenAddress> addresses) {
  const bool chooses = std::any_of(
      addresses.begin(), addresses.end(),
      [](const ListenAddress& address) { return address.port == 0 && !address.unix_socket(); });
  for (int i = 1; chooses && i < kPortTries; ++i) {
    absl::StatusOr<std::vector<ListenAddress>> free = ProbeOnce(addresses);
    if (!absl::IsUnavailable(free.status())) return free;
  }
  return ProbeOnce(std::move(addresses));
}

bool HasIpv6() { return ProbePort({.host = "::", .port = 0, .ipv6_only = true}).ok(); }

}  // namespace lossy::base
