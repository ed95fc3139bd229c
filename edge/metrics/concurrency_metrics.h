#pragma once

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The numbers of joins that wait for, and reach, the services. Thread-safe.
struct ConcurrencyMetrics {
  explicit ConcurrencyMetrics(prometheus::Registry& registry);

  prometheus::Gauge& inside;
  prometheus::Gauge& waiting;
  prometheus::Counter& refused_full;
  prometheus::Counter& refused_late;
  prometheus::Histogram& wait_seconds;
};

}  // namespace lossy::edge
