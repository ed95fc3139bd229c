#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "contract diff": compares two contracts and prints their differences, as JSON with
// --json. `sets` has two comma-separated lists of descriptor sets: of the last release, and of the
// new version. --allow permits breaks. Returns FAILED_PRECONDITION if the new version breaks a
// client or a caller, and INVALID_ARGUMENT that names the file if a file is no descriptor set.
absl::Status CompareContractFiles(const std::vector<std::string>& sets);

}  // namespace lossy::lossyctl
