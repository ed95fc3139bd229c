#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Functions that search text eight bytes at a time, for the encoders and decoders of JSON.

inline constexpr std::uint64_t kEachByte = 0x0101010101010101;

inline std::uint64_t LoadEight(const char* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof(word));
  return word;
}

// Returns the first byte in [p, end) that a JSON string must escape (a quote, a backslash, a
// control character), or `end`.
inline const char* FindJsonSpecial(const char* p, const char* end) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  while (end - p >= 8) {
    const std::uint64_t word = LoadEight(p);
    // A byte below n borrows in (word - n * kEachByte). A borrow may spoil the bytes above it,
    // never those below, so the lowest mark is right.
    const std::uint64_t quote = (word ^ ('"' * kEachByte)) - kEachByte;
    const std::uint64_t backslash = (word ^ ('\\' * kEachByte)) - kEachByte;
    const std::uint64_t control = word - 0x20 * kEachByte;
    const std::uint64_t marks = (quote | backslash | control) & ~word & (0x80 * kEachByte);
    if (marks != 0) return p + std::countr_zero(marks) / 8;
    p += 8;
  }
  while (p != end && *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20) ++p;
  return p;
}

// True if all bytes of `text` are below 0x80.
inline bool IsAscii(absl::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  std::uint64_t seen = 0;
  for (; end - p >= 8; p += 8) seen |= LoadEight(p);
  for (; p != end; ++p) seen |= static_cast<unsigned char>(*p);
  return (seen & (0x80 * kEachByte)) == 0;
}

}  // namespace lossy::base
