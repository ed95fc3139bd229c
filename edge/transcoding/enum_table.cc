#include "edge/transcoding/enum_table.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace lossy::edge {
namespace {

// Removes the enum's name from the start of `value`, ignoring case and underscores: FOO_BAR_BAZ of
// FooBar becomes BAZ. Returns all of `value` if nothing would remain.
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

EnumTable::EnumTable(const google::protobuf::EnumDescriptor& descriptor) {
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor& value = *descriptor.value(i);
    const std::string name = absl::AsciiStrToLower(WithoutPrefix(descriptor.name(), value.name()));
    numbers_.try_emplace(name, value.number());
    numbers_.try_emplace(value.name(), value.number());
    if (value.number() == 0) continue;
    names_.try_emplace(value.number(), name);
    absl::StrAppend(&allowed_, allowed_.empty() ? "" : ", ", name);
  }
}

absl::optional<std::int32_t> EnumTable::NumberOf(absl::string_view name) const {
  const auto found = numbers_.find(name);
  if (found == numbers_.end()) return absl::nullopt;
  return found->second;
}

absl::string_view EnumTable::NameOf(std::int32_t number) const {
  const auto found = names_.find(number);
  if (found == names_.end()) return {};
  return found->second;
}

}  // namespace lossy::edge
