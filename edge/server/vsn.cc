#include "edge/server/vsn.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace lossy::edge {
namespace {

bool IsIdentifiers(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '.';
  });
}

}  // namespace

bool IsV2(absl::string_view vsn) {
  if (!absl::ConsumePrefix(&vsn, "2.0.")) return false;
  const std::size_t digits =
      std::find_if_not(vsn.begin(), vsn.end(), absl::ascii_isdigit) - vsn.begin();
  const absl::string_view patch = vsn.substr(0, digits);
  if (patch.empty() || (patch.size() > 1 && patch[0] == '0')) return false;
  absl::string_view rest = vsn.substr(digits);
  if (rest.empty()) return true;
  // A pre-release of 2.0.0 comes before it; one of a later patch does not.
  if (rest[0] == '-') return patch != "0" && IsIdentifiers(rest.substr(1));
  return rest[0] == '+' && IsIdentifiers(rest.substr(1));
}

}  // namespace lossy::edge
