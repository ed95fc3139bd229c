#include "edge/upstream/upstream_metrics.h"

namespace lossy::edge {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

}  // namespace

UpstreamMetrics::UpstreamMetrics(prometheus::Registry& registry)
    : calls_(prometheus::BuildCounter()
                 .Name("lossy_edge_upstream_calls_total")
                 .Help("Calls to services, by method and gRPC code")
                 .Register(registry)),
      seconds_(prometheus::BuildHistogram()
                   .Name("lossy_edge_upstream_seconds")
                   .Help("Time until a service answered a call, in seconds, by method")
                   .Register(registry)) {}

void UpstreamMetrics::Record(const std::string& method, absl::StatusCode code,
                             absl::Duration duration) {
  calls_.Add({{"method", method}, {"code", absl::StatusCodeToString(code)}}).Increment();
  seconds_.Add({{"method", method}}, kSeconds).Observe(absl::ToDoubleSeconds(duration));
}

}  // namespace lossy::edge
