#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// One address on which a server accepts connections.
struct ListenAddress {
  // A numeric IPv4 or IPv6 address; an IPv6 address may have a scope, as in "fe80::1%eth0". Of a
  // Unix socket: "unix:" and its path.
  std::string host;
  int port = 0;  // 0: the kernel chooses. Unused for a Unix socket.
  // Of "::": accepts IPv6 clients alone. False: it accepts IPv4 clients, too.
  bool ipv6_only = false;
  // A name stands for it and for others, so this machine may do without it.
  bool optional = false;

  bool unix_socket() const;
  // True if only this machine's programs reach it.
  bool loopback() const;
  // "127.0.0.1:4000", "[::1]:4000" or "unix:/run/lossy/edge.sock".
  std::string ToString() const;
};

// Parses a comma-separated list of addresses to listen on: "host:port", "[ipv6]:port", ":port" or
// "*:port" for every address of the machine, and "unix:/path".
//
// A host may be a name. It is resolved once, and all its addresses are listened on; "localhost" is
// both loopback addresses. "[::]" accepts IPv4 clients, too, unless `ipv6_only` is set or the list
// has 0.0.0.0 with the same port. An address that another one of the list covers is left out.
//
// INVALID_ARGUMENT says which entry is wrong and what would be right. Blocks while names resolve.
absl::StatusOr<std::vector<ListenAddress>> ParseListen(absl::string_view text,
                                                       bool ipv6_only = false);

}  // namespace lossy::base
