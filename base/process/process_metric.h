#pragma once

#include <vector>

#include "prometheus/collectable.h"

namespace lossy::base {

// The metrics of the process as the kernel counts them, by the names that every Prometheus client
// has: CPU time, memory, threads and the start time. Each collection reads two files of /proc.
// Thread-safe.
class ProcessMetric final : public prometheus::Collectable {
 public:
  ProcessMetric();

  // Returns no metrics on a system without /proc.
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const double started_;  // In seconds since 1970; 0: unknown.
};

}  // namespace lossy::base
