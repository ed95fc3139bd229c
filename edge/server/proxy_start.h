#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"
#include "edge/http/http_state.h"
#include "edge/net/ip_address.h"

namespace lossy::edge {

// The proxies that the edge trusts to name the addresses of their clients.
struct TrustedProxies {
  // Connections from these must begin with a PROXY protocol header.
  IpNetworks proxy_protocol_from;
  // The edge trusts the "Forwarded" or "X-Forwarded-For" header of requests from these.
  IpNetworks forwarded_from;
};

enum class ProxyStart {
  kDone,        // The connection's first byte after the header may be parsed.
  kIncomplete,  // More bytes are needed: HttpState::progress.wanted.
  kMalformed,   // The peer must send a PROXY header first and has not.
};

// Reads the PROXY header at the start of a connection, if its peer must send one, and sets the
// client's address in `state`. `size` becomes the size of the header, which may be 0.
ProxyStart ReadProxyStart(absl::string_view data, const TrustedProxies& proxies, HttpState& state,
                          std::size_t* size);

}  // namespace lossy::edge
