#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// One address on which a server accepts connections.
struct ListenAddress {
  // A numeric IPv4 or IPv6 address, or "unix:" and the path of a Unix socket. An IPv6 address may
  // have a scope: "fe80::1%eth0".
  std::string host;
  int port = 0;  // 0: the kernel chooses. Unused for a Unix socket.
  // For "::": true if the server accepts IPv6 clients only, false if it also accepts IPv4 clients.
  bool ipv6_only = false;
  // True if a name resolved to this address and to others. The server then starts without it if
  // this machine does not have the address.
  bool optional = false;

  bool unix_socket() const;
  // True if only programs on this machine can connect to it.
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
// Returns INVALID_ARGUMENT for an invalid entry; the message names it, and what would be
// right. Blocks while names resolve.
absl::StatusOr<std::vector<ListenAddress>> ParseListen(absl::string_view text,
                                                       bool ipv6_only = false);

}  // namespace lossy::base
