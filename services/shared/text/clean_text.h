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

// The same, cut between two characters to at most `bytes` bytes.
std::string CleanText(absl::string_view text, std::size_t bytes);

// Returns `text` with similar characters of three bytes for "<" and ">", so that no page reads it
// as markup.
std::string WithoutMarkup(absl::string_view text);

}  // namespace lossy::services
