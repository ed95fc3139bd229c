#include "base/version/build_info_metric.h"

#include "absl/time/time.h"
#include "base/time/clock.h"
#include "base/version/build_info.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

prometheus::MetricFamily Gauge(const char* name, const char* help, double value) {
  prometheus::MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = prometheus::MetricType::Gauge;
  family.metric.emplace_back().gauge.value = value;
  return family;
}

}  // namespace

std::vector<prometheus::MetricFamily> BuildInfoMetric::Collect() const {
  const BuildInfo& info = GetBuildInfo();
  prometheus::MetricFamily build = Gauge("lossy_build_info",
                                         "1 for the build of the program, by its version, its "
                                         "commit and the hash of the contract that "
                                         "it serves",
                                         1);
  build.metric.front().label = {
      {"version", info.version}, {"commit", info.commit}, {"descriptors", ServedContract()}};
  return {build,
          Gauge("lossy_process_clock_seconds", "Wall clock of the process, in seconds since 1970",
                absl::ToDoubleSeconds(RealClock().Now() - absl::UnixEpoch()))};
}

}  // namespace lossy::base
