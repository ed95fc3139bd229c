#pragma once

#include <cstddef>

#include "edge/limits/token_bucket.h"

namespace lossy::edge {

// The rates and counts that clients may reach.
struct RateLimits {
  struct Traffic {
    Rate joins;
    Rate messages;
    Rate bytes;  // As they come from the network: whole frames, whole HTTP requests.
  };
  Traffic socket;
  // Of all sockets of one user together, on this edge.
  Traffic user;
  Rate user_connects;
  int max_user_connections = 0;  // 0: no limit.
  // On which a user is present at once, by this edge. 0: no limit.
  std::size_t max_user_presence_topics = 0;
};

}  // namespace lossy::edge
