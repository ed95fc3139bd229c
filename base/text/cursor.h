#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the opaque token of a page of a sorted list: the sort keys of the page's last row. The
// next page begins after that row.
std::string EncodeCursor(std::initializer_list<std::string> keys);

// Returns the sort keys of a token. Returns INVALID_ARGUMENT unless it is a token of exactly `keys`
// keys. A client can forge a token, so the caller may use the keys only in comparisons.
absl::StatusOr<std::vector<std::string>> DecodeCursor(absl::string_view cursor, std::size_t keys);

}  // namespace lossy::base
