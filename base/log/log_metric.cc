#include "base/log/log_metric.h"

#include <utility>

#include "base/log/log.h"
#include "prometheus/metric_family.h"

namespace lossy::base {

std::vector<prometheus::MetricFamily> LogMetric::Collect() const {
  prometheus::MetricFamily family;
  family.name = "lossy_log_lines_dropped_total";
  family.help =
      "Log lines dropped because the reader of standard error did not accept them in time";
  family.type = prometheus::MetricType::Counter;
  prometheus::ClientMetric metric;
  metric.counter.value = static_cast<double>(DroppedLogLines());
  family.metric.push_back(std::move(metric));
  return {std::move(family)};
}

}  // namespace lossy::base
