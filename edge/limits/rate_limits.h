#pragma once

#include <cstddef>

#include "edge/limits/token_bucket.h"

namespace lossy::edge {

// Limits of one socket, and of all sockets of one user on this edge. A Rate of 0 is no limit.
struct RateLimits {
  struct Traffic {
    Rate joins;
    Rate messages;  // Messages other than joins.
    Rate bytes;     // Bytes from the network, with WebSocket frame headers and HTTP headers.
  };
  Traffic socket;
  // Of all sockets of one user together.
  Traffic user;
  Rate user_connects;            // Connections that one user opens.
  int max_user_connections = 0;  // Open connections of one user. 0: no limit.
  // Topics on which one user is present at once. 0: no limit.
  std::size_t max_user_presence_topics = 0;
};

}  // namespace lossy::edge
