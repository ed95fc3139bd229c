#include "edge/discovery/discovered_service.h"

#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/log/log.h"
#include "base/net/replica_addresses.h"
#include "base/rpc/audience.h"
#include "base/rpc/channel.h"
#include "edge/discovery/contract_choice.h"
#include "edge/discovery/descriptor_sets.h"

namespace lossy::edge {

using google::protobuf::FileDescriptorSet;

DiscoveredService::DiscoveredService(std::string service, std::string addresses,
                                     const ReflectionLimits& limits, DiscoveryMetrics& metrics)
    : service_(std::move(service)),
      addresses_(std::move(addresses)),
      limits_(limits),
      metrics_(metrics) {}

DiscoveredService::~DiscoveredService() = default;

absl::StatusOr<absl::optional<FileDescriptorSet>> DiscoveredService::Read() {
  if (absl::Status status = FindReplicas(); !status.ok()) return status;
  AskReplicas();
  ReplicaCounts counts;
  std::map<std::string, const FileDescriptorSet*> versions;
  absl::Status failure = absl::UnavailableError(absl::StrCat(addresses_, " has no address"));
  for (const auto& [address, replica] : replicas_) {
    if (!replica.descriptors.ok()) {
      failure = {replica.descriptors.status().code(),
                 absl::StrCat(address, ": ", replica.descriptors.status().message())};
      continue;
    }
    const std::string hash = ContractHash(*replica.descriptors);
    ++counts[hash];
    versions[hash] = &*replica.descriptors;
  }
  metrics_.SetReplicas(service_, counts);
  if (counts.empty()) return failure;
  ReportSkew(counts);
  std::string chosen = ChooseContract(counts, contract_);
  if (chosen == contract_) return absl::nullopt;
  contract_ = std::move(chosen);
  return *versions.at(contract_);
}

// Keeps the channels of replicas that remain, so that a reading opens no connection.
absl::Status DiscoveredService::FindReplicas() {
  const absl::StatusOr<std::vector<std::string>> addresses = base::ResolveReplicas(addresses_);
  if (!addresses.ok()) return addresses.status();
  std::map<std::string, Replica> found;
  for (const std::string& address : *addresses) {
    if (found.size() == kMaxReplicas) break;
    const auto known = replicas_.find(address);
    if (known != replicas_.end()) {
      found.insert(replicas_.extract(known));
    } else {
      found.emplace(address, Replica{.address = address,
                                     .channel = base::OpenChannel(
                                         address, std::string(base::ProcessOf(service_))),
                                     .descriptors = absl::UnknownError("not asked yet")});
    }
  }
  replicas_ = std::move(found);
  return absl::OkStatus();
}

void DiscoveredService::AskReplicas() {
  std::vector<std::thread> threads;
  for (auto& entry : replicas_) {
    Replica& replica = entry.second;
    threads.emplace_back([this, &replica] {
      replica.descriptors = ReadByReflection(replica.channel, service_, limits_);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void DiscoveredService::ReportSkew(const ReplicaCounts& counts) {
  const bool skewed = counts.size() > 1;
  if (std::exchange(skewed_, skewed) == skewed) return;
  const std::string versions = absl::StrJoin(counts, " ", absl::PairFormatter("="));
  base::Log(skewed ? base::LogLevel::kWarning : base::LogLevel::kInfo,
            skewed ? "contract_skew_began" : "contract_skew_ended",
            {base::LogField("service", absl::string_view(service_)),
             base::LogField("replicas", absl::string_view(versions))});
}

}  // namespace lossy::edge
