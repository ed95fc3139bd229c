#include "edge/transcoding/enum_table.h"

#include "absl/strings/str_cat.h"
#include "contract/json_names/json_names.h"

namespace lossy::edge {
EnumTable::EnumTable(const google::protobuf::EnumDescriptor& descriptor) {
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor& value = *descriptor.value(i);
    const std::string name = contract::ShortEnumName(descriptor.name(), value.name());
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
