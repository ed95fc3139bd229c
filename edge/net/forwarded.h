#pragma once

#include <string>
#include <utility>
#include <vector>

#include "edge/net/ip_address.h"

namespace lossy::edge {

// Returns the address of the client that sent a request, possibly through proxies. `headers` are
// the request's headers in order, with names in lower case. `peer` is the remote address of the
// connection.
//
// - A peer that is not in `trusted` is the client, and its headers are ignored.
// - Otherwise "Forwarded" (RFC 7239) lists the hops, or "X-Forwarded-For" if there is no
//   "Forwarded". The client is the right-most address that is not in `trusted`. The client itself
//   may have written all entries left of it.
// - An entry that is not an address ends the search. The client is then the trusted proxy that
//   wrote the entry.
// - If all addresses are trusted, the client is the left-most.
IpAddress ForwardedClient(const std::vector<std::pair<std::string, std::string>>& headers,
                          const IpAddress& peer, const IpNetworks& trusted);

}  // namespace lossy::edge
