#include "edge/transcoding/json_scanner.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/text/json_text.h"

namespace lossy::edge {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// `p` is at the backslash.
const char* SkipEscape(const char* p, const char* end) {
  if (end - p < 2) return nullptr;
  if (p[1] != 'u') {
    return p[1] != '\0' && std::strchr("\"\\/bfnrt", p[1]) != nullptr ? p + 2 : nullptr;
  }
  if (end - p < 6) return nullptr;
  for (int i = 2; i < 6; ++i) {
    if (!IsHexDigit(p[i])) return nullptr;
  }
  return p + 6;
}

// `p` is behind the opening quote.
const char* SkipString(const char* p, const char* end) {
  while (true) {
    p = base::FindJsonSpecial(p, end);
    if (p == end) return nullptr;
    if (*p == '"') return p + 1;
    if (*p != '\\') return nullptr;
    p = SkipEscape(p, end);
    if (p == nullptr) return nullptr;
  }
}

const char* SkipDigits(const char* p, const char* end) {
  if (p == end || !IsDigit(*p)) return nullptr;
  while (p != end && IsDigit(*p)) ++p;
  return p;
}

const char* SkipFraction(const char* p, const char* end) {
  return p != end && *p == '.' ? SkipDigits(p + 1, end) : p;
}

const char* SkipExponent(const char* p, const char* end) {
  if (p == end || (*p != 'e' && *p != 'E')) return p;
  ++p;
  if (p != end && (*p == '+' || *p == '-')) ++p;
  return SkipDigits(p, end);
}

const char* SkipNumber(const char* p, const char* end) {
  if (*p == '-') ++p;
  p = p != end && *p == '0' ? p + 1 : SkipDigits(p, end);
  if (p != nullptr) p = SkipFraction(p, end);
  return p == nullptr ? nullptr : SkipExponent(p, end);
}

template <std::size_t N>
const char* SkipLiteral(const char* p, const char* end, const char (&literal)[N]) {
  constexpr std::ptrdiff_t kSize = N - 1;
  return end - p >= kSize && std::memcmp(p, literal, kSize) == 0 ? p + kSize : nullptr;
}

const char* SkipScalar(const char* p, const char* end) {
  switch (*p) {
    case '"':
      return SkipString(p + 1, end);
    case 't':
      return SkipLiteral(p, end, "true");
    case 'f':
      return SkipLiteral(p, end, "false");
    case 'n':
      return SkipLiteral(p, end, "null");
    default:
      return SkipNumber(p, end);
  }
}

// The open arrays and objects, one bit for each. The innermost is the lowest bit of the last word.
class Nesting {
 public:
  void Open(bool object) {
    if (depth_ == kWordBits) {
      outer_.push_back(objects_);
      depth_ = 0;
    }
    objects_ = objects_ << 1 | static_cast<std::uint64_t>(object);
    ++depth_;
    deepest_ = std::max(deepest_, outer_.size() * kWordBits + static_cast<std::size_t>(depth_));
  }
  void Close() {
    objects_ >>= 1;
    --depth_;
    if (depth_ == 0 && !outer_.empty()) {
      objects_ = outer_.back();
      outer_.pop_back();
      depth_ = kWordBits;
    }
  }
  bool empty() const { return depth_ == 0; }
  bool in_object() const { return (objects_ & 1) != 0; }
  std::size_t deepest() const { return deepest_; }

 private:
  static constexpr int kWordBits = 64;

  std::vector<std::uint64_t> outer_;  // Full words, the outermost first.
  std::uint64_t objects_ = 0;
  int depth_ = 0;  // Levels in objects_.
  std::size_t deepest_ = 0;
};

// Returns the position of the value behind the key that starts at `p`.
const char* SkipKey(const char* p, const char* end) {
  if (p == end || *p != '"') return nullptr;
  p = SkipString(p + 1, end);
  if (p == nullptr) return nullptr;
  p = SkipJsonSpace(p, end);
  return p != end && *p == ':' ? SkipJsonSpace(p + 1, end) : nullptr;
}

// Closes the arrays and objects that end behind a value. Returns the position of the next value, or
// the position behind the outermost value.
const char* SkipToNext(const char* p, const char* end, Nesting* nesting) {
  while (!nesting->empty()) {
    p = SkipJsonSpace(p, end);
    if (p == end) return nullptr;
    const bool object = nesting->in_object();
    if (*p == ',') {
      p = SkipJsonSpace(p + 1, end);
      return object ? SkipKey(p, end) : p;
    }
    if (*p != (object ? '}' : ']')) return nullptr;
    nesting->Close();
    ++p;
  }
  return p;
}

// Opens the array or object whose bracket is at `p`, and closes it at once if it is empty. Returns
// the position of the first value inside.
const char* SkipOpening(const char* p, const char* end, Nesting* nesting) {
  const bool object = *p == '{';
  nesting->Open(object);
  p = SkipJsonSpace(p + 1, end);
  if (p != end && *p == (object ? '}' : ']')) return SkipToNext(p, end, nesting);
  return object ? SkipKey(p, end) : p;
}

}  // namespace

const char* SkipJsonSpace(const char* p, const char* end) {
  while (p != end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) ++p;
  return p;
}

const char* SkipJsonValue(const char* p, const char* end, std::size_t* depth) {
  // Most elements of a Phoenix message are scalars.
  if (p != end && *p != '{' && *p != '[') {
    if (depth != nullptr) *depth = 0;
    return SkipScalar(p, end);
  }
  Nesting nesting;
  do {
    if (p == end) return nullptr;
    if (*p == '{' || *p == '[') {
      p = SkipOpening(p, end, &nesting);
    } else {
      p = SkipScalar(p, end);
      if (p != nullptr) p = SkipToNext(p, end, &nesting);
    }
  } while (p != nullptr && !nesting.empty());
  if (depth != nullptr) *depth = nesting.deepest();
  return p;
}

}  // namespace lossy::edge
