#pragma once

#include <vector>

#include "prometheus/collectable.h"

namespace lossy::base {

// Exports the numbers of log lines since the start: lossy_log_lines_total, by level (LoggedLines),
// and lossy_log_lines_dropped_total (DroppedLogLines). Thread-safe.
class LogMetric final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace lossy::base
