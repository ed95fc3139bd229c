#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::edge {

// Where to listen.
struct ListenAddress {
  std::string host;  // A numeric IPv4 or IPv6 address.
  int port = 0;

  bool loopback() const;
};

// "host:port"; localhost is both loopback addresses, of which the IPv6 one may be missing on a
// machine.
absl::StatusOr<std::vector<ListenAddress>> ParseListen(absl::string_view text);

}  // namespace lossy::edge
