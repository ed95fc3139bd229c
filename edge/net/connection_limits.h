#pragma once

#include <cstddef>
#include <cstdint>

#include "edge/limits/token_bucket.h"

namespace lossy::edge {

// Bounds of one client's connection. All seconds are counted by StreamOwner::seconds().
struct ConnectionLimits {
  // Bytes of one message from the client, after it is joined and inflated.
  std::size_t max_message_bytes = 8 << 20;
  // Bytes that wait for a client that does not read. A client over it is slow and is closed.
  std::size_t max_outbox_bytes = 4 << 20;
  // Bytes from which on messages are compressed, if the client agreed to compression.
  std::size_t min_deflate_bytes = 256;
  // Seconds without a byte from a WebSocket client until it is closed. Stock Phoenix clients send a
  // heartbeat every 30 s.
  std::uint32_t idle_seconds = 90;
  // Seconds without a byte after which a WebSocket client is pinged, repeatedly. 0: never.
  std::uint32_t ping_seconds = 45;
  // Seconds for a whole HTTP request, and for the client to close after the edge has closed.
  std::uint32_t handshake_seconds = 10;
  // Bytes that are read from one connection, of any protocol.
  Rate byte_rate;
};

}  // namespace lossy::edge
