#pragma once

#include <string>
#include <utility>
#include <vector>

#include "edge/net/ip_address.h"

namespace lossy::edge {

// Returns the address of the client that sent a request with these headers (names in lower case, in
// order), which came from `peer`.
//
// A peer that is not in `trusted` is the client itself, whatever its headers say. Otherwise the
// headers "Forwarded" (RFC 7239) or, without one, "X-Forwarded-For" name the hops, the last one by
// the peer: the client is the right-most address that is not in `trusted`, because everything left
// of it is what the client claims. An entry that is no address ends the search, and the trusted
// proxy that wrote it counts as the client. If all are trusted, the client is the left-most.
IpAddress ForwardedClient(const std::vector<std::pair<std::string, std::string>>& headers,
                          const IpAddress& peer, const IpNetworks& trusted);

}  // namespace lossy::edge
