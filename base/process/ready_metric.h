#pragma once

#include <string>

#include "base/metrics/add_metric.h"

namespace lossy::base {

// Registers the metric lossy_process_ready and returns it. The caller sets it to 1 while the
// process reports that it is ready, else to 0.
inline prometheus::Gauge& AddReadyMetric(prometheus::Registry& registry) {
  return AddGauge(registry, "lossy_process_ready",
                  "1 while the process reports to load balancers and callers that it is ready, "
                  "else 0");
}

// Registers the metric lossy_health_part_serving of one part and returns it. The caller sets it to
// 1 while the part works, else to 0. `part` is a name of HealthPart, of which a process has a few.
inline prometheus::Gauge& AddHealthPartMetric(prometheus::Registry& registry,
                                              const std::string& part) {
  return AddGauge(
      registry, "lossy_health_part_serving",
      "1 while a part of the process works, else 0, by the name of the part in the health "
      "service; upstream: another service that the process calls",
      {{"part", part}});
}

}  // namespace lossy::base
