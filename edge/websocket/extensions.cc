#include "edge/websocket/extensions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace lossy::edge {
namespace {

// Parses the size of a window, with quotes or without.
bool IsWindow(absl::string_view value, int* bits) {
  if (value.size() > 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  return absl::SimpleAtoi(value, bits) && *bits >= 8 && *bits <= 15 && value.front() != '0';
}

bool IsAcceptable(absl::string_view name, absl::string_view value, bool has_value) {
  int bits = 15;
  if (name == "server_no_context_takeover" || name == "client_no_context_takeover") {
    return !has_value;
  }
  if (name == "client_max_window_bits") return !has_value || IsWindow(value, &bits);
  return name == "server_max_window_bits" && IsWindow(value, &bits) && bits == 15;
}

bool IsAcceptable(absl::string_view offer) {
  const std::vector<std::string> parts = absl::StrSplit(absl::AsciiStrToLower(offer), ';');
  if (absl::StripAsciiWhitespace(parts[0]) != "permessage-deflate") return false;
  absl::flat_hash_set<std::string> seen;
  return std::all_of(parts.begin() + 1, parts.end(), [&](absl::string_view part) {
    const std::pair<absl::string_view, absl::string_view> halves =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    const absl::string_view name = absl::StripAsciiWhitespace(halves.first);
    const bool has_value = halves.first.size() < part.size();
    return seen.emplace(name).second &&
           IsAcceptable(name, absl::StripAsciiWhitespace(halves.second), has_value);
  });
}

}  // namespace

bool OffersDeflate(const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    if (name != "sec-websocket-extensions") continue;
    for (absl::string_view offer : absl::StrSplit(value, ',')) {
      if (IsAcceptable(offer)) return true;
    }
  }
  return false;
}

}  // namespace lossy::edge
