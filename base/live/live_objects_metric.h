#pragma once

#include <vector>

#include "prometheus/collectable.h"

namespace lossy::base {

// Exports the metric lossy_live_objects: the number of live objects, by class, of the classes that
// derive from LiveObject. Thread-safe.
class LiveObjectsMetric final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace lossy::base
