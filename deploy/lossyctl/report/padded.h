#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace lossy::lossyctl {

// Returns the number of characters of a UTF-8 text.
inline std::size_t Width(absl::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char each) { return (each & 0xc0) != 0x80; }));
}

// Returns the text with as many blanks behind it as it needs to have `width` characters.
inline std::string Padded(absl::string_view text, std::size_t width) {
  const std::size_t used = Width(text);
  return absl::StrCat(text, std::string(used < width ? width - used : 0, ' '));
}

}  // namespace lossy::lossyctl
