#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::base {

// The number of characters to insert, delete, replace or swap with their neighbour to make
// `a` of `b`.
std::size_t EditDistance(absl::string_view a, absl::string_view b);

// The name with the least distance from `name`, if that is at most `most`; empty otherwise.
std::string NearestName(absl::string_view name, const std::vector<std::string>& names,
                        std::size_t most);

}  // namespace lossy::base
