#include "edge/metrics/concurrency_metrics.h"

namespace lossy::edge {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Histogram;
using prometheus::Registry;

prometheus::Counter& Rejected(Registry& registry, const char* why) {
  return BuildCounter()
      .Name("lossy_edge_join_calls_refused_total")
      .Help("Join calls rejected before they were sent, by reason: full queue or late")
      .Register(registry)
      .Add({{"why", why}});
}

}  // namespace

ConcurrencyMetrics::ConcurrencyMetrics(Registry& registry)
    : running(BuildGauge()
                  .Name("lossy_edge_join_calls")
                  .Help("Join calls sent to a service and not yet answered")
                  .Register(registry)
                  .Add({})),
      waiting(BuildGauge()
                  .Name("lossy_edge_join_calls_waiting")
                  .Help("Join calls that wait for a permit")
                  .Register(registry)
                  .Add({})),
      rejected_full(Rejected(registry, "full")),
      rejected_late(Rejected(registry, "late")),
      wait_seconds(BuildHistogram()
                       .Name("lossy_edge_join_calls_wait_seconds")
                       .Help("Time that a join call waited for its permit, in seconds")
                       .Register(registry)
                       .Add({}, Histogram::BucketBoundaries{0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1,
                                                            2.5, 5})) {}

}  // namespace lossy::edge
