#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// Returns the decoded pairs of a query string or a form, in order. A "%" without two hex digits
// stands for itself. Returns nullopt if a decoded name or value is not UTF-8.
using QueryParams = std::vector<std::pair<std::string, std::string>>;
absl::optional<QueryParams> ParseQuery(absl::string_view query);

// Returns the value of the last pair with that name, or nullptr.
const std::string* FindParam(const QueryParams& params, absl::string_view name);

}  // namespace lossy::edge
