#pragma once

#include <string>

#include "edge/metrics/session_metrics.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of the HTTP API for topics. Thread-safe.
class ApiMetrics {
 public:
  // `registry` must outlive the metrics.
  explicit ApiMetrics(prometheus::Registry& registry);

  // Counts the response to a POST. `channel` is a topic pattern and `event` an event of the routing
  // table, so that the number of labels is bounded. Both are empty if no method answers the
  // request. `status` is the HTTP status.
  void OnAnswered(const std::string& channel, const std::string& event, int status);

  SessionMetrics streams;  // Event streams.

 private:
  prometheus::Family<prometheus::Counter>& calls_;
};

}  // namespace lossy::edge
