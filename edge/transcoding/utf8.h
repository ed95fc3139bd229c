#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

inline constexpr std::uint32_t kReplacementCharacter = 0xfffd;

// Appends the UTF-8 of a code point. It must be at most 0x10ffff, and not a surrogate.
void AppendUtf8(std::uint32_t code_point, std::string* out);

// Appends `text`. Replaces each byte outside of a valid UTF-8 sequence by U+FFFD.
void AppendRepairedUtf8(absl::string_view text, std::string* out);

}  // namespace lossy::edge
