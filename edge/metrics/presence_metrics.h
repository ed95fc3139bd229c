#pragma once

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of presence. Thread-safe.
struct PresenceMetrics {
  // `registry` must outlive the metrics.
  explicit PresenceMetrics(prometheus::Registry& registry);

  prometheus::Gauge& present;   // Clients of this edge that are present on a topic.
  prometheus::Counter& diffs;   // presence_diff messages given to a transport.
  prometheus::Counter& states;  // presence_state messages given to a transport.
};

}  // namespace lossy::edge
