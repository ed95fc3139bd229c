#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the longest prefix of `text` that has at most `max_bytes` bytes and does not end inside a
// UTF-8 character. `text` must be valid UTF-8. The result is a view of `text`.
absl::string_view Utf8Prefix(absl::string_view text, std::size_t max_bytes);

}  // namespace lossy::base
