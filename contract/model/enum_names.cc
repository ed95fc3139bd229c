#include "contract/model/enum_names.h"

#include <cstddef>

#include "absl/strings/ascii.h"

namespace lossy::contract {
namespace {

// The rule is the same as in edge/transcoding/enum_table.cc.
absl::string_view WithoutPrefix(absl::string_view enum_name, absl::string_view value) {
  std::size_t at = 0;
  for (const char c : enum_name) {
    if (c == '_') continue;
    while (at < value.size() && value[at] == '_') ++at;
    if (at == value.size() || absl::ascii_tolower(value[at]) != absl::ascii_tolower(c)) {
      return value;
    }
    ++at;
  }
  if (at == value.size() || value[at] != '_') return value;
  while (at < value.size() && value[at] == '_') ++at;
  return at == value.size() ? value : value.substr(at);
}

}  // namespace

std::string ShortEnumName(absl::string_view enum_name, absl::string_view value) {
  return absl::AsciiStrToLower(WithoutPrefix(enum_name, value));
}

}  // namespace lossy::contract
