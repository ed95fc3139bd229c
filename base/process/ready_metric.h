#pragma once

#include "base/metrics/add_metric.h"

namespace lossy::base {

// Registers the metric lossy_process_ready and returns it. The caller sets it to 1 while the
// process reports that it is ready, else to 0.
inline prometheus::Gauge& AddReadyMetric(prometheus::Registry& registry) {
  return AddGauge(registry, "lossy_process_ready",
                  "1 while the process reports to load balancers and callers that it is ready, "
                  "else 0");
}

}  // namespace lossy::base
