#pragma once

#include <memory>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
#include "lossy/admin/v1/admin.pb.h"
#include "prometheus/collectable.h"

namespace lossy::base {

// Adds the gauges of `metrics` that have no labels, by name, so that an operator sees the same
// numbers under the same names as in /metrics. Thread-safe if `metrics` are.
void AddReadings(const std::vector<std::shared_ptr<prometheus::Collectable>>& metrics,
                 google::protobuf::RepeatedPtrField<admin::v1::Reading>* readings);

}  // namespace lossy::base
