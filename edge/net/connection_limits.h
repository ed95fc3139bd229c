#pragma once

#include <cstddef>
#include <cstdint>

#include "edge/limits/token_bucket.h"

namespace lossy::edge {

// Bounds of one client's connection. StreamOwner::seconds() measures all times.
struct ConnectionLimits {
  // The largest message from the client, in bytes, after its fragments are joined and inflated.
  std::size_t max_message_bytes = 8 << 20;
  // The most bytes that may wait for a client to read them. A client with more is slow, and its
  // connection is closed.
  std::size_t max_outbox_bytes = 4 << 20;
  // The least size, in bytes, of a message that is compressed if the client agreed to compression.
  std::size_t min_deflate_bytes = 256;
  // Seconds without a byte from a WebSocket client after which its connection is closed. Stock
  // Phoenix clients send a heartbeat every 30 s.
  std::uint32_t idle_seconds = 90;
  // The edge pings a WebSocket client each time that so many seconds pass without a byte from it.
  // 0: never.
  std::uint32_t ping_seconds = 45;
  // Seconds within which a whole HTTP request must arrive. The same time is given to the client to
  // close after the edge has closed.
  std::uint32_t handshake_seconds = 10;
  // The rate of bytes that are read from one connection, HTTP or WebSocket.
  Rate byte_rate;
};

}  // namespace lossy::edge
