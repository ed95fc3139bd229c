#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::notes {

// Texts that several formats of an export share.

// Returns `text` in one line: without control characters, and with a space for each line break,
// those of Unicode included. With `bytes`, cuts it to so many, after a whole character.
std::string OneLine(absl::string_view text);
std::string OneLine(absl::string_view text, std::size_t bytes);

// Returns "Untitled" for an empty title, and otherwise the title in one line.
std::string TitleOf(absl::string_view title);

// Returns `text` for the content or an attribute of XML 1.0: in one line, escaped, and without the
// characters that XML cannot contain.
std::string XmlText(absl::string_view text);

// Returns seconds as a decimal number with at most six digits after the point.
std::string DecimalSeconds(double seconds);

// Returns "HH:MM:SS" and the milliseconds after `point`. The hours may have more digits.
std::string ClockTime(std::int64_t milliseconds, char point);

}  // namespace lossy::notes
