#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/log/log_limiter.h"
#include "base/tls/peer_check.h"
#include "prometheus/collectable.h"
#include "prometheus/metric_family.h"

namespace lossy::base {

// Counts and logs the certificates of other processes that this process refused. Exports the metric
// lossy_tls_peers_refused_total with the labels "end" (the refused end: server or client) and
// "reason" (PeerProblemName). Logs `peer_refused` at a bounded rate for each pair of labels.
// Thread-safe.
class PeerRefusals {
 public:
  // Returns the object of this program, which is never destroyed.
  static PeerRefusals& Instance();

  // `end` is the refused peer's. `target` is the address at which a server was called, or empty.
  void Record(PeerEnd end, absl::string_view target, const PeerRefusal& refusal);

  // Returns the number of refusals since the start.
  std::uint64_t Count(PeerEnd end, PeerProblem problem) const;

  std::vector<prometheus::MetricFamily> Collect() const;

 private:
  static constexpr std::size_t kEnds = 2;
  static constexpr std::size_t kProblems = static_cast<std::size_t>(PeerProblem::kWrongName) + 1;

  struct Line {
    std::atomic<std::uint64_t> count{0};
    LogLimiter limiter{absl::Seconds(10), 5};
  };

  static std::size_t IndexOf(PeerEnd end, PeerProblem problem);

  std::array<Line, kEnds * kProblems> lines_;
};

// Exports the metric of PeerRefusals::Instance. Thread-safe.
class PeerRefusalsMetric final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override {
    return PeerRefusals::Instance().Collect();
  }
};

}  // namespace lossy::base
