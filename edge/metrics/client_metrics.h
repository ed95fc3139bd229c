#pragma once

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of the clients' connections, and of what they use. Thread-safe.
struct ClientMetrics {
  // `registry` must outlive the metrics.
  explicit ClientMetrics(prometheus::Registry& registry);

  prometheus::Gauge& connections;       // Open TCP connections of clients.
  prometheus::Counter& accepts_failed;  // Failed accepts, because no file was left.
  prometheus::Counter& slow;            // Clients closed because they did not read.
  prometheus::Counter& idle;            // Clients closed because they sent nothing.
  prometheus::Gauge& held_bytes;        // Bytes of memory held for clients (ByteBudget).
  prometheus::Counter& over_budget;     // Clients closed because they held too much memory.
  prometheus::Counter& throttled;       // Pauses in reading because of a byte rate.
};

}  // namespace lossy::edge
