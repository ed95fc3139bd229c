#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

inline constexpr std::uint32_t kReplacementCharacter = 0xfffd;

// Appends a code point up to 0x10ffff, which must not be a surrogate.
void AppendUtf8(std::uint32_t code_point, std::string* out);

// Appends `text` and replaces each byte outside of valid sequences by U+FFFD.
void AppendRepairedUtf8(absl::string_view text, std::string* out);

}  // namespace lossy::edge
