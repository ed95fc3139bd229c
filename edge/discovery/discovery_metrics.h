#pragma once

#include <map>
#include <string>
#include <utility>

#include "edge/discovery/contract_choice.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of the edge's contract. Belongs to one thread.
class DiscoveryMetrics {
 public:
  // `registry` must outlive the metrics.
  explicit DiscoveryMetrics(prometheus::Registry& registry);

  // The edge uses the contract with this hash from now on.
  void SetContract(const std::string& hash);
  // A source's newest descriptors are refused (true) or in use (false).
  void SetRefused(const std::string& source, bool refused);
  void CountFailure(const std::string& source);
  // The replicas of a service that have answered, by the version that they serve.
  void SetReplicas(const std::string& service, const ReplicaCounts& replicas);

 private:
  prometheus::Family<prometheus::Gauge>& contract_;
  prometheus::Gauge* current_ = nullptr;  // The gauge of the contract in use.
  prometheus::Counter& swaps_;
  prometheus::Family<prometheus::Gauge>& refused_;
  prometheus::Family<prometheus::Counter>& refusals_;
  prometheus::Family<prometheus::Counter>& failures_;
  prometheus::Family<prometheus::Gauge>& replicas_;
  // The gauges of replicas_, by service and hash.
  std::map<std::pair<std::string, std::string>, prometheus::Gauge*> versions_;
  prometheus::Family<prometheus::Gauge>& skew_;
};

}  // namespace lossy::edge
