#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// The decoded pairs of a query string or a form, in order. A "%" that no two hex digits follow
// stands for itself. Nullopt: it decodes to something that is not UTF-8.
using QueryParams = std::vector<std::pair<std::string, std::string>>;
absl::optional<QueryParams> ParseQuery(absl::string_view query);

// The value of the last pair of that name; nullptr if there is none.
const std::string* FindParam(const QueryParams& params, absl::string_view name);

}  // namespace lossy::edge
