#pragma once

#include <cstddef>

#include "absl/time/time.h"
#include "edge/channel/channel_limits.h"
#include "edge/limits/byte_budget.h"
#include "edge/longpoll/sessions.h"
#include "edge/net/connection_limits.h"
#include "edge/presence/channel_presence.h"
#include "edge/server/http_limits.h"
#include "edge/server/tls_limits.h"

namespace lossy::edge {

// All limits of an edge that its workers enforce.
struct ServerLimits {
  ConnectionLimits connection;
  ChannelLimits channel;
  HttpLimits http;
  LongpollLimits longpoll;
  ChannelPresence::Options presence;
  ByteLimits bytes;
  TlsLimits tls;
  std::size_t max_connections = 100'000;  // Connections of one thread.
  // The time that sent bytes may stay unacknowledged before the kernel resets the connection
  // (TCP_USER_TIMEOUT). 0: the kernel's default.
  absl::Duration tcp_user_timeout = absl::Seconds(30);
  // A drain closes at least this many connections of a thread at once, and then pauses for about
  // the interval.
  std::size_t drain_batch = 500;
  absl::Duration drain_interval = absl::Milliseconds(100);
  // The period of the deadline checks. ConnectionLimits counts seconds in these periods. Tests
  // shorten it.
  absl::Duration second = absl::Seconds(1);
};

}  // namespace lossy::edge
