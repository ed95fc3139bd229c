#include "base/tls/peer_refusals.h"

#include <string>
#include <utility>

#include "absl/types/optional.h"
#include "base/log/log.h"

namespace lossy::base {
namespace {

absl::string_view EndName(PeerEnd end) { return end == PeerEnd::kServer ? "server" : "client"; }

}  // namespace

PeerRefusals& PeerRefusals::Instance() {
  static PeerRefusals* const instance = new PeerRefusals;
  return *instance;
}

std::size_t PeerRefusals::IndexOf(PeerEnd end, PeerProblem problem) {
  return static_cast<std::size_t>(end) * kProblems + static_cast<std::size_t>(problem);
}

void PeerRefusals::Record(PeerEnd end, absl::string_view target, const PeerRefusal& refusal) {
  Line& line = lines_[IndexOf(end, refusal.problem)];
  line.count.fetch_add(1, std::memory_order_relaxed);
  const absl::optional<std::int64_t> times = line.limiter.Pass();
  if (!times.has_value()) return;
  Log(LogLevel::kWarning, "peer_refused",
      {{"end", EndName(end)},
       {"reason", PeerProblemName(refusal.problem)},
       {"target", target},
       {"certificate", absl::string_view(refusal.certificate)},
       {"problem", absl::string_view(refusal.text)},
       {"times", *times}});
}

std::uint64_t PeerRefusals::Count(PeerEnd end, PeerProblem problem) const {
  return lines_[IndexOf(end, problem)].count.load(std::memory_order_relaxed);
}

std::vector<prometheus::MetricFamily> PeerRefusals::Collect() const {
  prometheus::MetricFamily family;
  family.name = "lossy_tls_peers_refused_total";
  family.help =
      "Internal connections refused for the certificate of the other process, by its end and by "
      "reason";
  family.type = prometheus::MetricType::Counter;
  for (const PeerEnd end : {PeerEnd::kServer, PeerEnd::kClient}) {
    for (std::size_t i = 0; i < kProblems; ++i) {
      const auto problem = static_cast<PeerProblem>(i);
      prometheus::ClientMetric metric;
      metric.label = {{"end", std::string(EndName(end))},
                      {"reason", std::string(PeerProblemName(problem))}};
      metric.counter.value = static_cast<double>(Count(end, problem));
      family.metric.push_back(std::move(metric));
    }
  }
  return {std::move(family)};
}

}  // namespace lossy::base
