#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// The place in a sorted list where a page ended, as an opaque token: the sort keys of its last row.
std::string EncodeCursor(std::initializer_list<std::string> keys);

// INVALID_ARGUMENT unless it is a token of that many keys. The keys are the client's to forge: they
// are only ever compared with.
absl::StatusOr<std::vector<std::string>> DecodeCursor(absl::string_view cursor, std::size_t keys);

}  // namespace lossy::base
