#include "edge/metrics/concurrency_metrics.h"

namespace lossy::edge {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Histogram;
using prometheus::Registry;

prometheus::Counter& Refused(Registry& registry, const char* why) {
  return BuildCounter()
      .Name("lossy_edge_join_calls_refused_total")
      .Help("Calls for joins that were not made: the line was full, or the wait too long")
      .Register(registry)
      .Add({{"why", why}});
}

}  // namespace

ConcurrencyMetrics::ConcurrencyMetrics(Registry& registry)
    : inside(BuildGauge()
                 .Name("lossy_edge_join_calls")
                 .Help("Calls for joins that a service has to answer")
                 .Register(registry)
                 .Add({})),
      waiting(BuildGauge()
                  .Name("lossy_edge_join_calls_waiting")
                  .Help("Calls for joins that wait for others to be answered")
                  .Register(registry)
                  .Add({})),
      refused_full(Refused(registry, "full")),
      refused_late(Refused(registry, "late")),
      wait_seconds(BuildHistogram()
                       .Name("lossy_edge_join_calls_wait_seconds")
                       .Help("How long calls for joins have waited before they were made")
                       .Register(registry)
                       .Add({}, Histogram::BucketBoundaries{0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1,
                                                            2.5, 5})) {}

}  // namespace lossy::edge
