#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::base {

// The paths of a comma-separated list, as flags have it. A comma that is part of a path has a
// backslash in front: "/a\,b/keys.jwks". Empty paths are left out.
std::vector<std::string> SplitPaths(absl::string_view list);

}  // namespace lossy::base
