#include "services/agent/models/rules/plain_text.h"

#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace lossy::agent {
namespace {

// Words that recognisers write in parentheses or between asterisks for sounds other than speech.
constexpr absl::string_view kSounds[] = {
    "applause", "audience", "background", "beep",   "blank",     "breath",     "buzz",
    "chatter",  "cheer",    "chuckl",     "clap",   "click",     "clears",     "cough",
    "dog",      "door",     "foreign",    "groan",  "inaudible", "indistinct", "keyboard",
    "laugh",    "music",    "noise",      "phone",  "pause",     "ring",       "sigh",
    "silence",  "sings",    "singing",    "sniff",  "sneez",     "speaking",   "static",
    "throat",   "typing",   "unintell",   "whistl", "yawn"};

struct Decoded {
  std::uint32_t code_point = 0;
  std::size_t size = 0;  // 0: not UTF-8.
};

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

Decoded Decode(absl::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return {};
  std::uint32_t code_point = first & (0xFF >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (!IsContinuation(byte(i))) return {};
    code_point = code_point << 6 | (byte(i) & 0x3F);
  }
  static constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < kSmallest[size] || code_point > 0x10FFFF || surrogate) return {};
  return {code_point, size};
}

bool IsInvisible(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

bool IsMusicMark(std::uint32_t c) { return c >= 0x2669 && c <= 0x266F; }

// The plain spelling of a character. A null view: it has none.
absl::string_view Plain(std::uint32_t c) {
  if (c == '<' || c == '>' || c == 0xA0 || IsInvisible(c) || IsMusicMark(c)) return " ";
  if (c == 0x2018 || c == 0x2019 || c == 0x02BC) return "'";
  if (c == 0x201C || c == 0x201D) return "\"";
  if (c == 0x2010 || c == 0x2011) return "-";
  if (c == 0x2013 || c == 0x2014 || c == 0x2015) return " - ";
  if (c == 0x2026) return "...";
  return {};
}

std::string PlainCharacters(absl::string_view speech) {
  std::string out;
  out.reserve(speech.size());
  while (!speech.empty()) {
    const Decoded next = Decode(speech);
    const std::size_t size = next.size == 0 ? 1 : next.size;
    const absl::string_view plain = next.size == 0 ? " " : Plain(next.code_point);
    out.append(plain.data() == nullptr ? std::string(speech.substr(0, size)) : std::string(plain));
    speech.remove_prefix(size);
  }
  return out;
}

bool NamesASound(absl::string_view inside) {
  const std::string lower = absl::AsciiStrToLower(inside);
  for (absl::string_view word : absl::StrSplit(lower, ' ', absl::SkipEmpty())) {
    for (absl::string_view sound : kSounds) {
      if (absl::StartsWith(word, sound)) return true;
    }
  }
  return false;
}

// The end of the bracket that opens at `open`. npos: it has none nearby.
std::size_t Closing(absl::string_view text, std::size_t open) {
  static constexpr std::size_t kLongest = 60;
  const char close = text[open] == '[' ? ']' : text[open] == '(' ? ')' : '*';
  const std::size_t at = text.substr(0, open + kLongest).find(close, open + 1);
  return at;
}

std::string WithoutSounds(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '[' || c == '(' || c == '*') {
      const std::size_t close = Closing(text, i);
      if (close != absl::string_view::npos &&
          (c == '[' || NamesASound(text.substr(i + 1, close - i - 1)))) {
        out.push_back(' ');
        i = close;
        continue;
      }
    }
    out.push_back(c);
  }
  return out;
}

}  // namespace

std::string PlainText(absl::string_view speech) {
  std::string out = WithoutSounds(PlainCharacters(speech));
  absl::RemoveExtraAsciiWhitespace(&out);
  return out;
}

}  // namespace lossy::agent
