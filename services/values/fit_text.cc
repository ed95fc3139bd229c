#include "services/values/fit_text.h"

#include "services/values/clean_text.h"

namespace lossy::services {
namespace {

bool Continues(char c) { return (c & 0xc0) == 0x80; }

// How many bytes the character at the start of `text` has by its first byte. 0: no character starts
// with that byte.
std::size_t ClaimedBytes(absl::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

// Overlong forms, surrogates and what is beyond U+10FFFF differ from characters in the second byte.
bool HasValidSecondByte(absl::string_view text) {
  const auto second = static_cast<unsigned char>(text[1]);
  switch (static_cast<unsigned char>(text[0])) {
    case 0xe0:
      return second >= 0xa0;
    case 0xed:
      return second <= 0x9f;
    case 0xf0:
      return second >= 0x90;
    case 0xf4:
      return second <= 0x8f;
    default:
      return true;
  }
}

// The bytes of the character at the start of `text`. 0: there is no valid one.
std::size_t CharacterBytes(absl::string_view text) {
  const std::size_t size = ClaimedBytes(text);
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (!Continues(text[i])) return 0;
  }
  return size == 1 || HasValidSecondByte(text) ? size : 0;
}

std::string Fit(absl::string_view text, std::size_t bytes) {
  return CleanText(WithoutMarkup(ValidUtf8(text)), bytes);
}

}  // namespace

std::string ValidUtf8(absl::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = CharacterBytes(text);
    valid.append(text.data(), size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return valid;
}

std::string FitText(absl::string_view text) { return Fit(text, kMaxTextBytes); }

std::string FitName(absl::string_view name) { return Fit(name, kMaxNameBytes); }

}  // namespace lossy::services
