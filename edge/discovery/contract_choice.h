#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// The number of replicas that serve each version of a contract, by its hash (ContractHash).
using ReplicaCounts = std::map<std::string, int>;

// Returns the hash of the version that the edge uses while replicas serve several: `current` as
// long as one replica serves it, because a new version is complete only when all replicas have it.
// Otherwise returns the version of the most replicas, and the least hash if there are several, so
// that all edges choose the same. Returns an empty text if no replica has answered.
std::string ChooseContract(const ReplicaCounts& replicas, absl::string_view current);

}  // namespace lossy::edge
