#pragma once

#include <string>
#include <utility>
#include <vector>

#include "edge/net/ip_address.h"

namespace lossy::edge {

// Returns the address of the client that sent a request with these headers (names in lower case, in
// order), which came from `peer`.
//
// A peer that is not in `trusted` is the client itself, and its headers are ignored. Otherwise the
// headers "Forwarded" (RFC 7239) or, without one, "X-Forwarded-For" name the hops, the last one by
// the peer: the client is the right-most address that is not in `trusted`, because the
// client may have made up everything left of it. An entry that is not an address ends the search;
// the trusted proxy that wrote it counts as the client. If all are trusted, the client is the
// left-most.
IpAddress ForwardedClient(const std::vector<std::pair<std::string, std::string>>& headers,
                          const IpAddress& peer, const IpNetworks& trusted);

}  // namespace lossy::edge
