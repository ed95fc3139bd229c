#pragma once

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// Counts the join calls that pass through the concurrency limiters. Thread-safe.
struct ConcurrencyMetrics {
  // `registry` must outlive it.
  explicit ConcurrencyMetrics(prometheus::Registry& registry);

  prometheus::Gauge& running;
  prometheus::Gauge& waiting;
  prometheus::Counter& rejected_full;  // The queue was full.
  prometheus::Counter& rejected_late;  // The wait was too long.
  prometheus::Histogram& wait_seconds;
};

}  // namespace lossy::edge
