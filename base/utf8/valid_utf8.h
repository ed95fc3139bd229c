#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// `text` with U+FFFD for each byte that belongs to no character of UTF-8, cut to at most `bytes`
// bytes between two characters.
std::string ValidUtf8(absl::string_view text, std::size_t bytes);

}  // namespace lossy::base
