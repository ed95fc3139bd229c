#pragma once

#include <vector>

#include "prometheus/collectable.h"

namespace lossy::base {

// The metrics lossy_build_info, which has the version and the commit of the program as labels, and
// lossy_process_clock_seconds, the wall clock of the process. Thread-safe.
class BuildInfoMetric final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace lossy::base
