#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::services {

// True if `c` is an ASCII control character.
bool IsControl(char c);

// Returns `text`, which must be UTF-8, without control characters, without characters that set the
// text direction, and without white space at its ends. A tab or a line break becomes a space.
std::string CleanText(absl::string_view text);

// Returns the longest prefix of that text with at most `bytes` bytes and whole characters.
std::string CleanText(absl::string_view text, std::size_t bytes);

// Returns `text` with similar Unicode characters in place of "<" and ">", so that a page that
// inserts it as HTML finds no markup. Each replacement has three bytes.
std::string WithoutMarkup(absl::string_view text);

}  // namespace lossy::services
