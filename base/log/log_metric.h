#pragma once

#include <vector>

#include "prometheus/collectable.h"

namespace lossy::base {

// The metric lossy_log_lines_dropped_total. Thread-safe.
class LogMetric final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace lossy::base
