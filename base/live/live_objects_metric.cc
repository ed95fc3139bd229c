#include "base/live/live_objects_metric.h"

#include <utility>

#include "base/live/live_objects.h"
#include "prometheus/metric_family.h"

namespace lossy::base {

std::vector<prometheus::MetricFamily> LiveObjectsMetric::Collect() const {
  prometheus::MetricFamily family;
  family.name = "lossy_live_objects";
  family.help = "Live objects of the classes that keep themselves alive, by class";
  family.type = prometheus::MetricType::Gauge;
  for (const LiveCount* count : LiveCounts()) {
    prometheus::ClientMetric metric;
    metric.label.push_back({"class", count->name()});
    metric.gauge.value = static_cast<double>(count->objects());
    family.metric.push_back(std::move(metric));
  }
  if (family.metric.empty()) return {};
  return {std::move(family)};
}

}  // namespace lossy::base
