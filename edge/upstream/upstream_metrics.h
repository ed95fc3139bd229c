#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "prometheus/counter.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// Counts and times the answers of services, by method. Thread-safe.
class UpstreamMetrics {
 public:
  // `registry` must outlive the metrics.
  explicit UpstreamMetrics(prometheus::Registry& registry);

  // Records one answer. `method` is Method::path; `duration` is the time from the call to it.
  void Record(const std::string& method, absl::StatusCode code, absl::Duration duration);

 private:
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Histogram>& seconds_;
};

}  // namespace lossy::edge
