#include "edge/discovery/discovery_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::edge {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;

}  // namespace

DiscoveryMetrics::DiscoveryMetrics(prometheus::Registry& registry)
    : contract_(BuildGauge()
                    .Name("lossy_edge_contract_info")
                    .Help("1 for the contract in use, by its hash")
                    .Register(registry)),
      swaps_(base::AddCounter(registry, "lossy_edge_contract_swaps_total",
                              "Contracts that replaced the one before without a restart")),
      refused_(
          BuildGauge()
              .Name("lossy_edge_contract_refused")
              .Help("1 while the newest descriptors of a source are refused, else 0, by source")
              .Register(registry)),
      refusals_(BuildCounter()
                    .Name("lossy_edge_contract_refusals_total")
                    .Help("Descriptors refused because no routes can be made of them, by source")
                    .Register(registry)),
      failures_(BuildCounter()
                    .Name("lossy_edge_discovery_failures_total")
                    .Help("Attempts to read descriptors that failed, by source")
                    .Register(registry)),
      replicas_(BuildGauge()
                    .Name("lossy_edge_contract_replicas")
                    .Help("Replicas of a service, by service and hash of the contract they serve")
                    .Register(registry)),
      skew_(BuildGauge()
                .Name("lossy_edge_contract_skew")
                .Help("1 while replicas of a service serve different contracts, else 0, by service")
                .Register(registry)) {}

void DiscoveryMetrics::SetContract(const std::string& hash) {
  if (current_ != nullptr) {
    contract_.Remove(current_);
    swaps_.Increment();
  }
  current_ = &contract_.Add({{"hash", hash}});
  current_->Set(1);
}

void DiscoveryMetrics::SetRefused(const std::string& source, bool refused) {
  refused_.Add({{"source", source}}).Set(refused ? 1 : 0);
  if (refused) refusals_.Add({{"source", source}}).Increment();
}

void DiscoveryMetrics::CountFailure(const std::string& source) {
  failures_.Add({{"source", source}}).Increment();
}

void DiscoveryMetrics::SetReplicas(const std::string& service, const ReplicaCounts& replicas) {
  std::erase_if(versions_, [&](const auto& version) {
    if (version.first.first != service || replicas.contains(version.first.second)) return false;
    replicas_.Remove(version.second);
    return true;
  });
  for (const auto& [hash, count] : replicas) {
    prometheus::Gauge*& version = versions_[{service, hash}];
    if (version == nullptr) version = &replicas_.Add({{"service", service}, {"hash", hash}});
    version->Set(count);
  }
  skew_.Add({{"service", service}}).Set(replicas.size() > 1 ? 1 : 0);
}

}  // namespace lossy::edge
