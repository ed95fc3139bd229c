#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// The names and values of a query string or a form, decoded and in order.
using QueryParams = std::vector<std::pair<std::string, std::string>>;

// Parses a query string or the body of a form. A "%" without two hex digits stands for itself.
// Returns nullopt if a decoded name or value is not UTF-8.
absl::optional<QueryParams> ParseQuery(absl::string_view query);

// Returns the value of the last pair with this name, or nullptr.
const std::string* FindParam(const QueryParams& params, absl::string_view name);

}  // namespace lossy::edge
