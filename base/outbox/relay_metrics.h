#pragma once

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace lossy::base {

// The metrics of a relay, which its lanes share. Thread-safe.
struct RelayMetrics {
  explicit RelayMetrics(prometheus::Registry& registry);

  prometheus::Counter& delivered;
  prometheus::Counter& failed;
  prometheus::Family<prometheus::Counter>& set_aside;           // By kind.
  prometheus::Family<prometheus::Gauge>& shards;                // By kind.
  prometheus::Family<prometheus::Gauge>& lag;                   // By kind.
  prometheus::Family<prometheus::Gauge>& items;                 // By kind and status.
  prometheus::Family<prometheus::Histogram>& delivery_seconds;  // By kind.
  prometheus::Gauge& set_aside_overdue;
};

}  // namespace lossy::base
