#include "base/admin/readings.h"

#include <algorithm>

#include "prometheus/metric_family.h"

namespace lossy::base {

void AddReadings(const std::vector<std::shared_ptr<prometheus::Collectable>>& metrics,
                 google::protobuf::RepeatedPtrField<admin::v1::Reading>* readings) {
  for (const auto& collectable : metrics) {
    for (const prometheus::MetricFamily& family : collectable->Collect()) {
      if (family.type != prometheus::MetricType::Gauge || family.metric.size() != 1) continue;
      const prometheus::ClientMetric& metric = family.metric.front();
      if (!metric.label.empty()) continue;
      admin::v1::Reading& reading = *readings->Add();
      reading.set_name(family.name);
      reading.set_value(metric.gauge.value);
    }
  }
  std::sort(readings->begin(), readings->end(),
            [](const auto& a, const auto& b) { return a.name() < b.name(); });
}

}  // namespace lossy::base
