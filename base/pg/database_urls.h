#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base::pg {

// Returns the databases of a list: "postgresql://a/x,postgresql://b/y". A comma separates two
// databases only if "postgresql://" or "postgres://" follows it, perhaps after spaces: a libpq URL
// may name several hosts with commas. So in a list of several databases each must be such a URL; a
// key=value string can only be alone. Returns nothing for an empty text.
//
// Errors: INVALID_ARGUMENT if an element is empty, is no libpq URL, or names the same database as
// an earlier one. The message contains no part of the list, which may contain passwords.
absl::StatusOr<std::vector<std::string>> DatabaseUrls(absl::string_view list);

}  // namespace lossy::base::pg
