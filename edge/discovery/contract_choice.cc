#include "edge/discovery/contract_choice.h"

#include <algorithm>

namespace lossy::edge {

std::string ChooseContract(const ReplicaCounts& replicas, absl::string_view current) {
  if (replicas.empty()) return {};
  if (replicas.contains(std::string(current))) return std::string(current);
  // The map is sorted by hash, so the first of several is the least.
  return std::max_element(replicas.begin(), replicas.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

}  // namespace lossy::edge
