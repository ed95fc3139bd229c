#include "edge/api/api_path.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

bool IsHexDigit(char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); }

std::vector<absl::string_view> Segments(absl::string_view path) {
  return absl::StrSplit(path, '/', absl::SkipEmpty());
}

bool IsApi(const std::vector<absl::string_view>& segments) {
  return segments.size() >= 2 && segments[0] == "api" && segments[1] == "topics";
}

bool Decode(absl::string_view text, std::string* out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out->push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size() || !IsHexDigit(text[i + 1]) || !IsHexDigit(text[i + 2])) return false;
    *out += absl::HexStringToBytes(text.substr(i + 1, 2));
    i += 2;
  }
  return simdjson::validate_utf8(out->data(), out->size());
}

}  // namespace

bool IsApiPath(absl::string_view path) { return IsApi(Segments(path)); }

absl::optional<ApiPath> ParseApiPath(absl::string_view path) {
  const std::vector<absl::string_view> segments = Segments(path);
  if (!IsApi(segments) || segments.size() < 3 || segments.size() > 4) return absl::nullopt;
  ApiPath parsed;
  if (!Decode(segments[2], &parsed.topic)) return absl::nullopt;
  if (segments.size() == 4 && !Decode(segments[3], &parsed.event)) return absl::nullopt;
  return parsed;
}

}  // namespace lossy::edge
