#include "edge/metrics/session_metrics.h"

#include <cstddef>

#include "base/metrics/add_metric.h"

namespace lossy::edge {

const std::string SessionMetrics::kClosesHelp =
    "Sessions of clients that ended, by transport and by the close code that the edge sent; "
    "client: the client closed; lost: the connection ended without a close. 1000 on an event "
    "stream: its topic ended, or its join was refused";

SessionMetrics::SessionMetrics(prometheus::Registry& registry, const std::string& transport,
                               const std::string& name, const std::string& help)
    : open(base::AddGauge(registry, name, help)) {
  const auto closes = [&](const std::string& code) {
    return &base::AddCounter(registry, "lossy_edge_closes_total", kClosesHelp,
                             {{"transport", transport}, {"code", code}});
  };
  for (std::size_t i = 0; i < kCodes.size(); ++i) by_code_[i] = closes(std::to_string(kCodes[i]));
  other_ = closes("other");
  by_client_ = closes("client");
  lost_ = closes("lost");
}

void SessionMetrics::OnClosed(std::uint16_t code) {
  for (std::size_t i = 0; i < kCodes.size(); ++i) {
    if (kCodes[i] == code) return by_code_[i]->Increment();
  }
  other_->Increment();
}

}  // namespace lossy::edge
