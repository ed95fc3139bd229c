#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::services {

// True if `c` is an ASCII control character.
bool IsControl(char c);

// UTF-8 `text` without control characters, those of a text's direction too, and white space at its
// ends. A tab or a line break becomes a space, so that the words beside it stay two.
std::string CleanText(absl::string_view text);

// The same, cut to at most `bytes` bytes between two characters.
std::string CleanText(absl::string_view text, std::size_t bytes);

// `text` with look-alikes of three bytes for "<" and ">": no page takes it for markup.
std::string WithoutMarkup(absl::string_view text);

}  // namespace lossy::services
