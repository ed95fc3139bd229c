#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns `text` as valid UTF-8. U+FFFD replaces each byte that belongs to no UTF-8 character. The
// result has at most `bytes` bytes and ends after a whole character.
std::string ValidUtf8(absl::string_view text, std::size_t bytes);

}  // namespace lossy::base
