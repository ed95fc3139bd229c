#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/net/ip_address.h"

namespace lossy::edge {

// The header that a proxy sends first on a connection, in the PROXY protocol of HAProxy, version 1
// (a line) or 2 (binary).
struct ProxyHeader {
  enum class Result { kDone, kIncomplete, kMalformed };

  // Bytes of the header. The bytes behind it come from the client.
  std::size_t size = 0;
  // The address of the client. Nullopt: the proxy opened the connection for itself (LOCAL), does
  // not know the client's address (UNKNOWN), or has the client on a Unix socket.
  absl::optional<IpAddress> client;
};

// Parses the header at the start of `data` and skips the type-length-values of version 2.
ProxyHeader::Result ParseProxyHeader(absl::string_view data, ProxyHeader* header);

}  // namespace lossy::edge
