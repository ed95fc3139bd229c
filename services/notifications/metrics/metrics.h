#pragma once

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace lossy::notifications {

// The metrics of topics, subscribe streams and events. metrics.cc has the help of each.
// Thread-safe.
struct Metrics {
  // `registry` must outlive it.
  explicit Metrics(prometheus::Registry& registry);

  prometheus::Gauge& topics;
  prometheus::Gauge& log_bytes;
  prometheus::Gauge& subscriptions;
  prometheus::Gauge& streams;
  prometheus::Counter& published_new;
  prometheus::Counter& published_repeat;
  prometheus::Counter& delivered;
  prometheus::Counter& cut;
};

// The metrics of appends to PostgresLog. Thread-safe.
struct AppendMetrics {
  // `registry` must outlive it.
  explicit AppendMetrics(prometheus::Registry& registry);

  prometheus::Histogram& seconds;
  prometheus::Histogram& batch_events;
};

// The metrics of presences. Thread-safe.
struct PresenceMetrics {
  // `registry` must outlive it.
  explicit PresenceMetrics(prometheus::Registry& registry);

  prometheus::Gauge& presences;
  prometheus::Gauge& topics;
  prometheus::Gauge& watchers;
  prometheus::Counter& joins;
  prometheus::Counter& updates;
  prometheus::Counter& leaves;
  prometheus::Counter& expired;
  prometheus::Counter& messages;
};

// The metrics of the other replicas that share presences with this one. Thread-safe.
struct ReplicaMetrics {
  // `registry` must outlive it.
  explicit ReplicaMetrics(prometheus::Registry& registry);

  prometheus::Gauge& replicas;
  prometheus::Counter& gaps;
  prometheus::Counter& states;
  prometheus::Counter& ignored;
};

}  // namespace lossy::notifications
