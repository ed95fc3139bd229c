#pragma once

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// What an edge counts of presence. Thread-safe.
struct PresenceMetrics {
  // `registry` must outlive it.
  explicit PresenceMetrics(prometheus::Registry& registry);

  prometheus::Gauge& presences;
  prometheus::Counter& diffs;
  prometheus::Counter& states;
};

}  // namespace lossy::edge
