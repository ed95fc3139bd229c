#include "edge/metrics/edge_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::edge {

using base::AddCounter;

EdgeMetrics::EdgeMetrics(prometheus::Registry& registry)
    : accepted(AddCounter(registry, "lossy_edge_connects_total",
                          "WebSocket connections, event streams and long-poll sessions accepted")),
      refused(registry, "lossy_edge_connects_refused_total",
              "WebSocket upgrades, HTTP requests for topics and new long-poll sessions refused, by "
              "reason",
              "connect_refused"),
      token_refused(registry, "lossy_edge_tokens_refused_total",
                    "Tokens refused at the renewal or the exchange of a token, by reason",
                    "token_refused"),
      messages(AddCounter(registry, "lossy_edge_messages_total", "Messages that clients sent")),
      unmatched(AddCounter(registry, "lossy_edge_unmatched_total",
                           "Messages for topics without a channel")),
      undecodable(AddCounter(
          registry, "lossy_edge_undecodable_total",
          "Messages that are no Phoenix message, after which the edge closed the connection")),
      rate_limited(AddCounter(
          registry, "lossy_edge_rate_limited_total",
          "Connects, joins and messages refused by a limit for one client, such as a rate")),
      shared_joins(AddCounter(registry, "lossy_edge_joins_shared_total",
                              "Joins answered by the call of another join")),
      websockets(registry, "websocket", "lossy_edge_websockets", "Open WebSocket connections"),
      pubsub(registry),
      join_calls(registry),
      api(registry),
      longpoll(registry),
      clients(registry),
      routes(registry),
      presence(registry),
      tls(registry) {}

}  // namespace lossy::edge
