#include "edge/transcoding/utf8.h"

#include <cstddef>

namespace lossy::edge {
namespace {

// The number of bytes that follow a first byte, and the range of the first of them. The range
// excludes overlong forms, surrogates and code points beyond U+10FFFF.
struct Sequence {
  std::size_t size;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
};

Sequence SequenceOf(unsigned char first) {
  if (first < 0x80) return {1};
  if (first < 0xc2) return {0};
  if (first < 0xe0) return {2};
  if (first == 0xe0) return {3, 0xa0, 0xbf};
  if (first == 0xed) return {3, 0x80, 0x9f};
  if (first < 0xf0) return {3};
  if (first == 0xf0) return {4, 0x90, 0xbf};
  if (first < 0xf4) return {4};
  if (first == 0xf4) return {4, 0x80, 0x8f};
  return {0};
}

// Returns the size of the valid sequence at the start of `text`, or 0.
std::size_t ValidSize(absl::string_view text) {
  const Sequence sequence = SequenceOf(static_cast<unsigned char>(text[0]));
  if (sequence.size > text.size()) return 0;
  for (std::size_t i = 1; i < sequence.size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool second = i == 1;
    if (byte < (second ? sequence.low : 0x80) || byte > (second ? sequence.high : 0xbf)) return 0;
  }
  return sequence.size;
}

}  // namespace

void AppendUtf8(std::uint32_t code_point, std::string* out) {
  const auto continuation = [code_point](int shift) {
    return static_cast<char>(0x80 | ((code_point >> shift) & 0x3f));
  };
  if (code_point < 0x80) {
    out->push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    const char bytes[] = {static_cast<char>(0xc0 | code_point >> 6), continuation(0)};
    out->append(bytes, sizeof(bytes));
  } else if (code_point < 0x10000) {
    const char bytes[] = {static_cast<char>(0xe0 | code_point >> 12), continuation(6),
                          continuation(0)};
    out->append(bytes, sizeof(bytes));
  } else {
    const char bytes[] = {static_cast<char>(0xf0 | code_point >> 18), continuation(12),
                          continuation(6), continuation(0)};
    out->append(bytes, sizeof(bytes));
  }
}

void AppendRepairedUtf8(absl::string_view text, std::string* out) {
  while (!text.empty()) {
    const std::size_t size = ValidSize(text);
    if (size == 0) {
      AppendUtf8(kReplacementCharacter, out);
      text.remove_prefix(1);
    } else {
      out->append(text.data(), size);
      text.remove_prefix(size);
    }
  }
}

}  // namespace lossy::edge
