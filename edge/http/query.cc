#include "edge/http/query.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string Unescape(absl::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out.push_back(' ');
    } else if (text[i] == '%' && i + 2 < text.size() && HexValue(text[i + 1]) >= 0 &&
               HexValue(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(HexValue(text[i + 1]) << 4 | HexValue(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

}  // namespace

absl::optional<QueryParams> ParseQuery(absl::string_view query) {
  QueryParams params;
  for (absl::string_view pair : absl::StrSplit(query, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> halves =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    params.emplace_back(Unescape(halves.first), Unescape(halves.second));
    for (const std::string& text : {params.back().first, params.back().second}) {
      if (!simdjson::validate_utf8(text.data(), text.size())) return absl::nullopt;
    }
  }
  return params;
}

const std::string* FindParam(const QueryParams& params, absl::string_view name) {
  const std::string* found = nullptr;
  for (const auto& [key, value] : params) {
    if (absl::string_view(key) == name) found = &value;
  }
  return found;
}

}  // namespace lossy::edge
