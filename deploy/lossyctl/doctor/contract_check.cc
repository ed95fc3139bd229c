#include "deploy/lossyctl/doctor/contract_check.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/rpc/channel.h"
#include "edge/discovery/descriptor_sets.h"
#include "edge/discovery/reflection.h"

namespace lossy::lossyctl {
namespace {

using google::protobuf::FileDescriptorSet;

// The descriptors of a service, by their hash.
std::map<std::string, FileDescriptorSet> ReadReplicas(const ServedService& service,
                                                      Findings& findings) {
  std::map<std::string, FileDescriptorSet> sets;
  for (const ProcessAddress& replica : service.replicas) {
    const auto channel = base::OpenChannel(replica.address, replica.process);
    absl::StatusOr<FileDescriptorSet> set = edge::ReadByReflection(channel, service.name, {});
    if (set.ok()) {
      sets.emplace(edge::ContractHash(*set), *std::move(set));
      continue;
    }
    findings.Fail("contract", absl::StrCat(replica.Name(), " ", service.name),
                  set.status().message(),
                  "see the health of the process; it must serve gRPC reflection");
    return {};
  }
  return sets;
}

}  // namespace

std::string ContractOfServices(const std::vector<ServedService>& services, Findings& findings) {
  std::vector<FileDescriptorSet> sets;
  for (const ServedService& service : services) {
    std::map<std::string, FileDescriptorSet> replicas = ReadReplicas(service, findings);
    if (replicas.empty()) return "";
    if (replicas.size() > 1) {
      findings.Fail("contract", service.name,
                    absl::StrCat("its replicas have ", replicas.size(), " different contracts: ",
                                 absl::StrJoin(replicas, ", ",
                                               [](std::string* out, const auto& replica) {
                                                 out->append(replica.first);
                                               })),
                    "finish the upgrade of this service");
      return "";
    }
    sets.push_back(std::move(replicas.begin()->second));
  }
  std::vector<const FileDescriptorSet*> pointers;
  for (const FileDescriptorSet& set : sets) pointers.push_back(&set);
  return edge::ContractHash(edge::MergeDescriptors(pointers).descriptors);
}

}  // namespace lossy::lossyctl
