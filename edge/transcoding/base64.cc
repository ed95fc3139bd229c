#include "edge/transcoding/base64.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace lossy::edge {
namespace {

// This value stays above the 24 bits of four characters wherever it is shifted to.
constexpr std::uint32_t kInvalid = 0xffffffff;
constexpr std::uint32_t kAboveFour = 0xff000000;

constexpr std::array<std::uint32_t, 256> MakeSextets() {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint32_t, 256> sextets{};
  for (std::uint32_t& sextet : sextets) sextet = kInvalid;
  for (std::uint32_t i = 0; i < 64; ++i) sextets[static_cast<unsigned char>(kAlphabet[i])] = i;
  sextets['-'] = 62;
  sextets['_'] = 63;
  return sextets;
}

constexpr std::array<std::uint32_t, 256> kSextets = MakeSextets();

std::uint32_t Sextet(char c) { return kSextets[static_cast<unsigned char>(c)]; }

absl::string_view WithoutPadding(absl::string_view text) {
  for (int i = 0; i < 2 && text.size() % 4 != 1 && !text.empty() && text.back() == '='; ++i) {
    text.remove_suffix(1);
  }
  return text;
}

// Decodes the last two or three characters of a text without padding.
bool DecodeRest(absl::string_view rest, char* to) {
  std::uint32_t bits = 0;
  for (const char c : rest) bits = bits << 6 | Sextet(c);
  for (const char c : rest) {
    if (Sextet(c) == kInvalid) return false;
  }
  bits <<= 6 * (4 - rest.size());
  to[0] = static_cast<char>(bits >> 16);
  if (rest.size() == 3) to[1] = static_cast<char>(bits >> 8);
  return true;
}

}  // namespace

bool AppendBase64Decoded(absl::string_view text, std::string* out) {
  if (!text.empty() && text.back() == '=' && text.size() % 4 != 0) return false;
  text = WithoutPadding(text);
  const std::size_t rest = text.size() % 4;
  if (rest == 1) return false;
  const std::size_t begin = out->size();
  out->resize(begin + text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1));
  char* to = out->data() + begin;
  std::uint32_t seen = 0;
  const char* from = text.data();
  for (const char* const end = from + (text.size() - rest); from != end; from += 4, to += 3) {
    const std::uint32_t bits =
        Sextet(from[0]) << 18 | Sextet(from[1]) << 12 | Sextet(from[2]) << 6 | Sextet(from[3]);
    seen |= bits;
    to[0] = static_cast<char>(bits >> 16);
    to[1] = static_cast<char>(bits >> 8);
    to[2] = static_cast<char>(bits);
  }
  if ((seen & kAboveFour) != 0) return false;
  return rest == 0 || DecodeRest(absl::string_view(from, rest), to);
}

}  // namespace lossy::edge
