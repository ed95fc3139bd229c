#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/net/ip_address.h"

namespace lossy::edge {

// The header that a proxy sends before everything else on a connection, by the PROXY protocol of
// HAProxy, version 1 (a line) or 2 (binary).
struct ProxyHeader {
  enum class Result { kDone, kIncomplete, kMalformed };

  // Its bytes; what follows comes from the client.
  std::size_t size = 0;
  // The address of the client. Nullopt: the proxy itself speaks (LOCAL), does not know the client's
  // address (UNKNOWN), or has the client on a Unix socket.
  absl::optional<IpAddress> client;
};

// Reads the header at the start of `data`. The type-length-values of version 2 are skipped.
ProxyHeader::Result ParseProxyHeader(absl::string_view data, ProxyHeader* header);

}  // namespace lossy::edge
