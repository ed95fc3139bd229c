#pragma once

#include <cstddef>

#include "absl/time/time.h"
#include "edge/channel/concurrency_limiter.h"
#include "edge/limits/rate_limits.h"

namespace lossy::edge {

// Bounds of one socket and of each of its channels.
struct ChannelLimits {
  int max_channels = 100;  // The most channels of one socket.
  // The longest time that a service may take to answer an event, or a join. Stock Phoenix clients
  // time out after 10 s.
  absl::Duration call_limit = absl::Seconds(9);
  absl::Duration join_limit = absl::Seconds(8);
  // The time that a session's stream may take to end after its client has left.
  absl::Duration session_patience = absl::Seconds(5);
  // The most requests of one channel, and the most bytes of them, that may wait for an answer.
  std::size_t max_waiting = 256;
  std::size_t max_waiting_bytes = 16 << 20;
  // The time that a socket may stay open after its token has expired.
  absl::Duration expiry_bound = absl::Hours(24);
  // The most log lines of succeeded calls of one thread in a second (CallLog).
  int call_log_rate = 1'000;
  // The time from the issue of an internal token to its expiry (CallContext::token).
  absl::Duration internal_token_life = absl::Minutes(5);
  // The join calls to one service from one thread. `max_wait` must leave time for the call itself.
  ConcurrencyLimits joins;
  RateLimits rates;
};

}  // namespace lossy::edge
