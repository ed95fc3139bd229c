#include "edge/metrics/concurrency_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::edge {
namespace {

using prometheus::Registry;

prometheus::Counter& Rejected(Registry& registry, const char* reason) {
  return base::AddCounter(registry, "lossy_edge_join_calls_refused_total",
                          "Join calls rejected before they were sent to a service, by reason: a "
                          "full queue or too long a wait",
                          {{"reason", reason}});
}

}  // namespace

ConcurrencyMetrics::ConcurrencyMetrics(Registry& registry)
    : running(base::AddGauge(registry, "lossy_edge_join_calls",
                             "Join calls sent to a service and not yet answered")),
      waiting(base::AddGauge(registry, "lossy_edge_join_calls_waiting",
                             "Join calls that wait for a permit")),
      rejected_full(Rejected(registry, "full")),
      rejected_late(Rejected(registry, "late")),
      wait_seconds(base::AddHistogram(registry, "lossy_edge_join_calls_wait_seconds",
                                      "Time that a join call waited for its permit, in seconds",
                                      {0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5})) {}

}  // namespace lossy::edge
