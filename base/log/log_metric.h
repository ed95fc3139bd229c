#pragma once

#include <vector>

#include "prometheus/collectable.h"

namespace lossy::base {

// Exports the metric lossy_log_lines_dropped_total: the number of log lines dropped since the start
// (DroppedLogLines). Thread-safe.
class LogMetric final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace lossy::base
