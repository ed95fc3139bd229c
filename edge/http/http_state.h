#pragma once

#include <cstdint>

#include "edge/net/ip_address.h"

namespace lossy::edge {

// The progress of parsing an incomplete request, so that the parser does not read the same bytes
// again when more arrive. All zero: parsing has not begun. All members are in bytes.
struct HttpProgress {
  // The least number of unread bytes with which the parser can make progress.
  std::uint32_t wanted = 0;
  // For a chunked body: the offset of the first incomplete chunk.
  std::uint32_t chunk = 0;
  // For a chunked body: the size of the decoded body before that chunk.
  std::uint32_t body = 0;
};

// The state that a connection keeps for its HttpHandler from one call to the next.
struct HttpState {
  HttpProgress progress;
  // The socket's remote address, or the client's address in the PROXY header. Unknown over a Unix
  // socket.
  IpAddress client;
  // True once the start of the connection is parsed. A PROXY header can no longer follow.
  bool begun = false;
  // True if the connection began with a PROXY header.
  bool proxied = false;
  // True if the peer is a trusted proxy.
  bool behind_proxy = false;
  // True if the edge has sent "100 Continue" for the current request.
  bool continued = false;
};

}  // namespace lossy::edge
