#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the least number of edits that turn `b` into `a`. An edit inserts, deletes or replaces
// one character, or swaps two neighbours.
std::size_t EditDistance(absl::string_view a, absl::string_view b);

// Returns the entry of `names` with the least EditDistance from `name`, to correct a misspelt name.
// Returns an empty text if that distance is above `most`.
std::string NearestName(absl::string_view name, const std::vector<std::string>& names,
                        std::size_t most);

}  // namespace lossy::base
