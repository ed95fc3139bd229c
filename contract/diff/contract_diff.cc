#include "contract/diff/contract_diff.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "contract/diff/grpc_diff.h"
#include "contract/diff/topics_diff.h"
#include "contract/model/contract.h"

namespace lossy::contract {
namespace {

absl::StatusOr<Contract> Read(const google::protobuf::FileDescriptorSet& set,
                              absl::string_view which) {
  absl::StatusOr<Contract> contract = Contract::Read(set);
  if (contract.ok()) return contract;
  return absl::InvalidArgumentError(
      absl::StrCat("the ", which, " contract: ", contract.status().message()));
}

int CountIn(const std::vector<Finding>& findings, Severity severity) {
  return static_cast<int>(std::count_if(
      findings.begin(), findings.end(),
      [&](const Finding& finding) { return finding.severity == severity && !finding.allowed; }));
}

// Returns true if there was something to allow.
bool AllowIn(const std::string& element, std::vector<Finding>* findings) {
  bool found = false;
  for (Finding& finding : *findings) {
    if (finding.severity == Severity::kOk) continue;
    const std::vector<std::string>& all = finding.elements;
    if (std::find(all.begin(), all.end(), element) == all.end()) continue;
    finding.allowed = true;
    found = true;
  }
  return found;
}

}  // namespace

int ContractDiff::Count(Severity severity) const {
  return CountIn(clients, severity) + CountIn(callers, severity);
}

std::vector<std::string> ContractDiff::Allow(const std::vector<std::string>& elements) {
  std::vector<std::string> unused;
  for (const std::string& element : elements) {
    const bool in_clients = AllowIn(element, &clients);
    const bool in_callers = AllowIn(element, &callers);
    if (!in_clients && !in_callers) unused.push_back(element);
  }
  return unused;
}

absl::StatusOr<ContractDiff> CompareContracts(const google::protobuf::FileDescriptorSet& old_set,
                                              const google::protobuf::FileDescriptorSet& new_set) {
  const absl::StatusOr<Contract> before = Read(old_set, "old");
  if (!before.ok()) return before.status();
  const absl::StatusOr<Contract> after = Read(new_set, "new");
  if (!after.ok()) return after.status();
  FindingList clients, callers;
  CompareTopics(before->topics(), after->topics(), &clients);
  CompareGrpc(old_set, new_set, &callers);
  return ContractDiff{clients.Take(), callers.Take()};
}

}  // namespace lossy::contract
