#pragma once

#include <cstddef>

#include "absl/time/time.h"
#include "edge/channel/concurrency_limiter.h"
#include "edge/limits/rate_limits.h"

namespace lossy::edge {

// Bounds of one socket and of each of its channels.
struct ChannelLimits {
  int max_channels = 100;  // Of one socket.
  // Longest wait for a service's answer. Stock Phoenix clients time out after 10 s.
  absl::Duration call_limit = absl::Seconds(9);
  absl::Duration join_limit = absl::Seconds(8);
  // Time that a session's stream may take to end after its client left.
  absl::Duration session_patience = absl::Seconds(5);
  // Requests of one channel that may wait for an answer.
  std::size_t max_waiting = 256;
  std::size_t max_waiting_bytes = 16 << 20;
  // Time that a socket may stay open after its token expired.
  absl::Duration expiry_bound = absl::Hours(24);
  absl::Duration internal_token_life = absl::Minutes(5);
  // Of the joins of one service on one thread. `max_wait` must leave time for the call itself.
  ConcurrencyLimits joins;
  RateLimits rates;
};

}  // namespace lossy::edge
