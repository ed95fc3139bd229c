#pragma once

#include <cstdint>

#include "edge/net/ip_address.h"

namespace lossy::edge {

// The progress of parsing the request at the start of a connection's unread bytes, so that parsing
// goes on from there when more bytes arrive. All zero: parsing has not begun.
struct HttpProgress {
  // The number of unread bytes from which on parsing can make progress.
  std::uint32_t wanted = 0;
  // Of a chunked body: the offset of the first chunk that is not complete, and the bytes of the
  // body before it.
  std::uint32_t chunk = 0;
  std::uint32_t body = 0;
};

// The state that a connection keeps for its HttpHandler from one call to the next.
struct HttpState {
  HttpProgress progress;
  // The address of the peer. Behind a proxy that sends a PROXY header, the address of its client.
  // None behind a Unix socket.
  IpAddress client;
  // The start of the connection is parsed: a PROXY header can no longer follow.
  bool begun = false;
  // The connection began with a PROXY header.
  bool proxied = false;
  // The peer is a trusted proxy.
  bool behind_proxy = false;
  // The client was sent "100 Continue" for its request.
  bool continued = false;
};

}  // namespace lossy::edge
