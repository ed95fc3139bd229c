#include "contract/json_names/json_names.h"

#include <cstddef>

#include "absl/strings/ascii.h"

namespace lossy::contract {
namespace {

// Removes the enum's name from the start of `value`: FOO_BAR_BAZ of FooBar becomes BAZ.
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

std::string DerivedJsonName(absl::string_view field_name) {
  std::string json;
  bool after_underscore = false;
  for (const char c : field_name) {
    if (c != '_') json.push_back(after_underscore ? absl::ascii_toupper(c) : c);
    after_underscore = c == '_';
  }
  return json;
}

}  // namespace lossy::contract
