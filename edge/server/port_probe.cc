#include "edge/server/port_probe.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace lossy::edge {
namespace {

socklen_t ToSockaddr(const ListenAddress& address, sockaddr_storage* storage) {
  *storage = {};
  auto* v4 = reinterpret_cast<sockaddr_in*>(storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(storage);
  if (inet_pton(AF_INET, address.host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(static_cast<std::uint16_t>(address.port));
    return sizeof *v4;
  }
  if (inet_pton(AF_INET6, address.host.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(static_cast<std::uint16_t>(address.port));
    return sizeof *v6;
  }
  return 0;
}

}  // namespace

absl::Status ProbePort(const ListenAddress& address) {
  sockaddr_storage storage;
  const socklen_t size = ToSockaddr(address, &storage);
  if (size == 0) {
    return absl::InvalidArgumentError(absl::StrCat(address.host, " is not an IP address"));
  }
  const int probe = socket(storage.ss_family, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (storage.ss_family == AF_INET6) {
    setsockopt(probe, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  }
  const int bound = bind(probe, reinterpret_cast<const sockaddr*>(&storage), size);
  const int error = errno;
  close(probe);
  if (bound == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot listen on ", address.host, ":", address.port,
                                             ": ", std::strerror(error)));
}

bool HasIpv6Loopback() { return ProbePort({.host = "::1", .port = 0}).ok(); }

}  // namespace lossy::edge
