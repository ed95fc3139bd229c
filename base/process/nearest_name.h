#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::base {

// How many characters must be inserted, deleted, replaced or swapped with their neighbour to make
// `a` of `b`.
std::size_t EditDistance(absl::string_view a, absl::string_view b);

// The name that `name` is most probably a misspelling of; empty if none is similar. Similar: a
// quarter of the characters is wrong, at most three, or one at least.
std::string NearestName(absl::string_view name, const std::vector<std::string>& names);

}  // namespace lossy::base
