#pragma once

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// Metrics of the calls that decide joins and pass through a ConcurrencyLimiter. Thread-safe.
struct ConcurrencyMetrics {
  // `registry` must outlive the metrics.
  explicit ConcurrencyMetrics(prometheus::Registry& registry);

  prometheus::Gauge& running;           // Calls that hold a permit.
  prometheus::Gauge& waiting;           // Calls that wait for a permit.
  prometheus::Counter& rejected_full;   // Calls rejected because the queue was full.
  prometheus::Counter& rejected_late;   // Calls rejected because they waited too long.
  prometheus::Histogram& wait_seconds;  // Seconds that a call waited for its permit.
};

}  // namespace lossy::edge
