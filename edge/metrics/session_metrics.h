#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of the clients' sessions over one transport: those that are open, and how the others
// ended. Thread-safe.
class SessionMetrics {
 public:
  // The help of lossy_edge_closes_total.
  static const std::string kClosesHelp;

  // `transport` is the value of the label "transport" of lossy_edge_closes_total, and `name` and
  // `help` are those of the gauge `open`. `registry` must outlive the metrics.
  SessionMetrics(prometheus::Registry& registry, const std::string& transport,
                 const std::string& name, const std::string& help);

  // Count the end of a session: the edge closed it with this code, the client closed it, or the
  // connection ended without a close. A code that is not among kCodes counts as "other".
  void OnClosed(std::uint16_t code);
  void OnClosedByClient() { by_client_->Increment(); }
  void OnLost() { lost_->Increment(); }

  prometheus::Gauge& open;

 private:
  // The values of CloseCode.
  static constexpr std::array<std::uint16_t, 10> kCodes = {1000, 1001, 1002, 1007, 1009,
                                                           1011, 1012, 1013, 4001, 4003};

  std::array<prometheus::Counter*, kCodes.size()> by_code_;
  prometheus::Counter* other_;
  prometheus::Counter* by_client_;
  prometheus::Counter* lost_;
};

}  // namespace lossy::edge
