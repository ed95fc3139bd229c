#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "prometheus/counter.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The answers of the services, by method. Thread-safe.
class UpstreamMetrics {
 public:
  explicit UpstreamMetrics(prometheus::Registry& registry);

  void Record(const std::string& method, absl::StatusCode code, absl::Duration duration);

 private:
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Histogram>& seconds_;
};

}  // namespace lossy::edge
