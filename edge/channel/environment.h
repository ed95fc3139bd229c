#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/identity/token_issuer.h"
#include "edge/auth/authenticator.h"
#include "edge/channel/call_coalescer.h"
#include "edge/channel/concurrency_limiters.h"
#include "edge/channel/socket_list.h"
#include "edge/limits/rate_limits.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/executor.h"
#include "edge/presence/channel_presence.h"
#include "edge/pubsub/hub.h"
#include "edge/routing/routing_table.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

struct ChannelLimits {
  int max_channels = 100;  // For each socket.
  // For a service's answer. Below the 10 s after which a stock client gives up.
  absl::Duration call_limit = absl::Seconds(9);
  absl::Duration join_limit = absl::Seconds(8);
  // How long a session's stream may go on after its client left.
  absl::Duration session_patience = absl::Seconds(5);
  // What may wait for answers in one channel.
  std::size_t max_waiting = 256;
  std::size_t max_waiting_bytes = 16 << 20;
  // How long a socket may outlive its token.
  absl::Duration expiry_bound = absl::Hours(24);
  absl::Duration internal_token_life = absl::Minutes(5);
  AdmissionLimits joins;  // Of one service. Waiting leaves time for the call.
  RateLimits rates;
};

// What the channels of one thread share. Everything outlives them.
class Environment {
 public:
  Environment(const RoutingTable& routes, Upstream& upstream, Hub& hub, ChannelPresence& presence,
              Executor& home, Authenticator& authenticator, base::TokenIssuer& issuer,
              const ChannelLimits& limits, EdgeMetrics& metrics);

  const RoutingTable& routes;
  Upstream& upstream;
  Hub& hub;
  ChannelPresence& presence;
  Executor& home;
  Authenticator& authenticator;
  const ChannelLimits& limits;
  EdgeMetrics& metrics;

  SocketList sockets;
  ConcurrencyLimiters admissions;
  CallCoalescer joins;

  // For a call of `method` on behalf of `identity`, with a request id of its own. The token is for
  // the method's service alone.
  CallContext MakeContext(const base::Identity& identity, const Method& method,
                          absl::Duration limit);

  // Found by address: routes do not move.
  const EventMetrics& JoinMetrics(const ChannelRoute& route);
  const EventMetrics& MetricsOf(const void* event_route, const ChannelRoute& route,
                                absl::string_view event);

 private:
  base::TokenIssuer& issuer_;
  const std::string request_prefix_;
  std::uint64_t requests_ = 0;
  absl::flat_hash_map<const void*, EventMetrics> event_metrics_;
};

}  // namespace lossy::edge
