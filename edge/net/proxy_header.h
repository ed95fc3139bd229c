#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/net/ip_address.h"

namespace lossy::edge {

// The header that a proxy sends first on a connection (HAProxy's PROXY protocol). Version 1 is a
// line of text, version 2 is binary.
struct ProxyHeader {
  enum class Result { kDone, kIncomplete, kMalformed };

  // The size of the header in bytes. The bytes behind it come from the client. For kIncomplete, the
  // size that the header will have, or 0 if that is unknown.
  std::size_t size = 0;
  // The client's address. Nullopt if the proxy opened the connection for itself (LOCAL), does not
  // know the address (UNKNOWN), or has the client on a Unix socket.
  absl::optional<IpAddress> client;
};

// Parses the header at the start of `data`. Skips the type-length-value fields of version 2.
ProxyHeader::Result ParseProxyHeader(absl::string_view data, ProxyHeader* header);

}  // namespace lossy::edge
