#pragma once

#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::base {

// For fuzz targets: a finding, unless it holds. Does not return then.
void Require(bool holds, absl::string_view what);

// The input cut at arbitrary places, which follow from its bytes alone.
std::vector<absl::string_view> InPieces(absl::string_view input);

}  // namespace lossy::base
