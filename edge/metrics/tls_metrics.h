#pragma once

#include "absl/strings/string_view.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of TLS on the listener for clients. Thread-safe.
class TlsMetrics {
 public:
  // `registry` must outlive the metrics.
  explicit TlsMetrics(prometheus::Registry& registry);

  // Counts a handshake that has succeeded. `version` is "1.2" or "1.3".
  void CountHandshake(absl::string_view version, bool resumed);
  // Counts a handshake that has failed. `reason` must be one of a few constants.
  void CountFailure(absl::string_view reason);

  prometheus::Gauge& running;   // Handshakes that have begun and not ended.
  prometheus::Counter& kernel;  // Connections whose records the kernel seals.

 private:
  prometheus::Family<prometheus::Counter>& handshakes_;
  prometheus::Family<prometheus::Counter>& failures_;
};

}  // namespace lossy::edge
