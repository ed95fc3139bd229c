#pragma once

#include "base/refusal/refusal_recorder.h"
#include "edge/metrics/api_metrics.h"
#include "edge/metrics/client_error_log.h"
#include "edge/metrics/client_metrics.h"
#include "edge/metrics/concurrency_metrics.h"
#include "edge/metrics/longpoll_metrics.h"
#include "edge/metrics/presence_metrics.h"
#include "edge/metrics/pubsub_metrics.h"
#include "edge/metrics/route_metrics.h"
#include "edge/metrics/session_metrics.h"
#include "edge/metrics/tls_metrics.h"
#include "prometheus/counter.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of an edge. Thread-safe.
struct EdgeMetrics {
  // `registry` must outlive the metrics.
  explicit EdgeMetrics(prometheus::Registry& registry);

  prometheus::Counter& accepted;  // Accepted sockets, event streams and long-poll sessions.
  // Records refused WebSocket upgrades, long-poll sessions and HTTP requests for topics.
  base::RefusalRecorder refused;
  // Records refused requests for an extension token, and refused newer tokens on open sockets.
  base::RefusalRecorder token_refused;
  ClientErrorLog client_errors;       // Logs which clients cause the errors counted below.
  prometheus::Counter& messages;      // Messages from clients.
  prometheus::Counter& unmatched;     // Messages for a topic that no channel serves.
  prometheus::Counter& undecodable;   // Messages that are not Phoenix messages.
  prometheus::Counter& rate_limited;  // Connects, joins and messages refused by a client's limit.
  prometheus::Counter& shared_joins;  // Joins answered by another join's call (CallCoalescer).
  SessionMetrics websockets;
  PubsubMetrics pubsub;
  ConcurrencyMetrics join_calls;
  ApiMetrics api;
  LongpollMetrics longpoll;
  ClientMetrics clients;
  RouteMetrics routes;
  PresenceMetrics presence;
  TlsMetrics tls;
};

}  // namespace lossy::edge
