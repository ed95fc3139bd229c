#include "edge/transcoding/json_unescape.h"

#include <cstdint>

#include "edge/transcoding/utf8.h"

namespace lossy::edge {
namespace {

constexpr std::uint32_t kBadHex = 0x10000;

// Returns the value of the four hex digits at the start of `text`, or kBadHex.
std::uint32_t HexUnit(absl::string_view text) {
  if (text.size() < 4) return kBadHex;
  std::uint32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = text[i];
    unit <<= 4;
    if (c >= '0' && c <= '9') {
      unit |= c - '0';
    } else if (c >= 'a' && c <= 'f') {
      unit |= c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      unit |= c - 'A' + 10;
    } else {
      return kBadHex;
    }
  }
  return unit;
}

bool IsHighSurrogate(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool IsLowSurrogate(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

// Reads an escape whose "\u" is before `*raw`. Removes its digits from `*raw`, and the escape of
// the other half of a surrogate.
bool AppendUnicode(absl::string_view* raw, std::string* out) {
  const std::uint32_t unit = HexUnit(*raw);
  if (unit == kBadHex) return false;
  raw->remove_prefix(4);
  if (IsHighSurrogate(unit) && raw->size() >= 6 && (*raw)[0] == '\\' && (*raw)[1] == 'u') {
    const std::uint32_t low = HexUnit(raw->substr(2));
    if (low != kBadHex && IsLowSurrogate(low)) {
      raw->remove_prefix(6);
      AppendUtf8(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), out);
      return true;
    }
  }
  const bool lone = IsHighSurrogate(unit) || IsLowSurrogate(unit);
  AppendUtf8(lone ? kReplacementCharacter : unit, out);
  return true;
}

// Returns the character of a one-letter escape, or '\0'.
char Plain(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

}  // namespace

bool AppendUnescaped(absl::string_view raw, std::string* out) {
  while (true) {
    const std::size_t backslash = raw.find('\\');
    if (backslash == absl::string_view::npos) {
      out->append(raw.data(), raw.size());
      return true;
    }
    out->append(raw.data(), backslash);
    raw.remove_prefix(backslash + 1);
    if (raw.empty()) return false;
    const char letter = raw[0];
    raw.remove_prefix(1);
    if (letter == 'u') {
      if (!AppendUnicode(&raw, out)) return false;
    } else {
      const char plain = Plain(letter);
      if (plain == '\0') return false;
      out->push_back(plain);
    }
  }
}

}  // namespace lossy::edge
