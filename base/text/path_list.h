#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Splits the comma-separated list of paths of a flag. A backslash before a comma makes the comma a
// part of the path: "/a\,b/keys.jwks". Omits empty paths.
std::vector<std::string> SplitPaths(absl::string_view list);

}  // namespace lossy::base
