#include "base/utf8/valid_utf8.h"

namespace lossy::base {
namespace {

constexpr absl::string_view kReplacement = "\xef\xbf\xbd";

bool Continues(absl::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
}

// Returns the bytes of the first character of `text`, or 0 if it is invalid (RFC 3629).
std::size_t CharacterBytes(absl::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0;
  if (!Continues(text, 1)) return 0;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) {
    const bool overlong = first == 0xe0 && second < 0xa0;
    const bool surrogate = first == 0xed && second > 0x9f;
    return !overlong && !surrogate && Continues(text, 2) ? 3 : 0;
  }
  if (first < 0xf0 || first > 0xf4) return 0;
  const bool overlong = first == 0xf0 && second < 0x90;
  const bool beyond = first == 0xf4 && second > 0x8f;
  return !overlong && !beyond && Continues(text, 2) && Continues(text, 3) ? 4 : 0;
}

}  // namespace

std::string ValidUtf8(absl::string_view text, std::size_t bytes) {
  std::string valid;
  while (!text.empty()) {
    const std::size_t size = CharacterBytes(text);
    const absl::string_view character = size == 0 ? kReplacement : text.substr(0, size);
    if (valid.size() + character.size() > bytes) break;
    valid.append(character.data(), character.size());
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return valid;
}

}  // namespace lossy::base
