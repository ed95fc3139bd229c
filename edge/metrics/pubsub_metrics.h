#pragma once

#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of the published events that clients receive. Thread-safe.
struct PubsubMetrics {
  // The upper bounds of the buckets of both histograms, in seconds.
  inline static const prometheus::Histogram::BucketBoundaries kSeconds = {
      0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300};

  // `registry` must outlive the metrics.
  explicit PubsubMetrics(prometheus::Registry& registry);

  prometheus::Counter& deliveries;     // Frames of published events given to a transport.
  prometheus::Gauge& subscriptions;    // Subscriptions of all hubs.
  prometheus::Counter& negative_lags;  // Deliveries that seem to precede their change.
  // Both have the label "event". DeliveryLag writes them.
  prometheus::Family<prometheus::Histogram>& commit_to_socket;
  prometheus::Family<prometheus::Histogram>& action_to_socket;
};

}  // namespace lossy::edge
