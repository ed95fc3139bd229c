#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "contract/diff/finding.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::contract {

// The differences between the contract of the last release and a new one.
struct ContractDiff {
  // For a page, a script or another client of the edge that was written for the old contract and
  // now meets the new one. Breaks come first.
  std::vector<Finding> clients;
  // For an edge or a service of the old version that calls a service of the new one.
  std::vector<Finding> callers;

  // Returns the number of findings of that severity that are not allowed.
  int Count(Severity severity) const;

  // Permits the breaks and warnings at these elements. Returns the elements at which there is none.
  std::vector<std::string> Allow(const std::vector<std::string>& elements);
};

// Compares two descriptor sets, each with its imports. Each file must come after the files that it
// imports. Returns INVALID_ARGUMENT that names the set ("old" or "new"), the .proto file, and the
// problem.
absl::StatusOr<ContractDiff> CompareContracts(const google::protobuf::FileDescriptorSet& old_set,
                                              const google::protobuf::FileDescriptorSet& new_set);

}  // namespace lossy::contract
