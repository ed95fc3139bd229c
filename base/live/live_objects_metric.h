#pragma once

#include <vector>

#include "prometheus/collectable.h"

namespace lossy::base {

// The metric lossy_live_objects: the live objects of each class that this program counts, by
// class. Thread-safe.
class LiveObjectsMetric final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace lossy::base
