#pragma once

#include <cstdint>

#include "edge/net/ip_address.h"

namespace lossy::edge {

// How far the request at the start of a connection's unread bytes was read, so that it need not be
// read from its start for each piece that comes. All zero: nothing is known.
struct HttpProgress {
  // Bytes that there must be before it is worth to look at the request again.
  std::uint32_t wanted = 0;
  // Of a body in chunks: where the first chunk begins that is not complete, and the bytes of the
  // body before it.
  std::uint32_t chunk = 0;
  std::uint32_t body = 0;
};

// What a connection keeps for its HttpHandler from one call to the next.
struct HttpState {
  HttpProgress progress;
  // Where the connection comes from; behind a proxy that said so (PROXY protocol), its client. None
  // behind a Unix socket.
  IpAddress client;
  // The start of the connection was read: nothing on it is a PROXY header any more.
  bool begun = false;
  // It began with a PROXY header.
  bool proxied = false;
  // The peer is a trusted proxy.
  bool behind_proxy = false;
  // The client was told to send the body of its request ("100 Continue").
  bool continued = false;
};

}  // namespace lossy::edge
