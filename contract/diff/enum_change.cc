#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "contract/diff/value_change.h"

namespace lossy::contract {
namespace {

const EnumValue* ValueOfNumber(const EnumType& type, std::int32_t number) {
  const auto found = std::find_if(type.values.begin(), type.values.end(),
                                  [&](const EnumValue& value) { return value.number == number; });
  return found == type.values.end() ? nullptr : &*found;
}

// A client may send an alias, and never receives one.
bool HasValue(const EnumType& type, absl::string_view name, bool with_aliases) {
  return std::any_of(type.values.begin(), type.values.end(), [&](const EnumValue& value) {
    return value.name == name && (with_aliases || !value.alias);
  });
}

ValueChange Removal(bool from_client, const EnumValue& value, const EnumValue* renamed) {
  const std::string quoted = absl::StrCat("the enum value `", value.name, "` was ");
  std::string what = renamed == nullptr ? absl::StrCat(quoted, "removed")
                                        : absl::StrCat(quoted, "renamed to `", renamed->name, "`");
  if (from_client) {
    return {Severity::kBreak, std::move(what), "The new server rejects the value of an old page.",
            "Keep the value and mark it deprecated, or keep its name as an alias (allow_alias) "
            "behind the new name."};
  }
  return {renamed == nullptr ? Severity::kWarning : Severity::kBreak, std::move(what),
          "An old page waits for a value that the new server never sends.",
          "Keep the value, and add a new one."};
}

}  // namespace

std::vector<ValueChange> EnumChanges(MessageDirection direction, const EnumType& old_enum,
                                     const EnumType& new_enum) {
  const bool from_client = direction == MessageDirection::kFromClient;
  std::vector<ValueChange> changes;
  for (const EnumValue& value : old_enum.values) {
    if (HasValue(new_enum, value.name, from_client) || (!from_client && value.alias)) continue;
    changes.push_back(Removal(from_client, value, ValueOfNumber(new_enum, value.number)));
  }
  if (from_client) return changes;
  for (const EnumValue& value : new_enum.values) {
    // A known number is a renamed value, which is a change already.
    if (value.alias || HasValue(old_enum, value.name, false)) continue;
    if (ValueOfNumber(old_enum, value.number) != nullptr) continue;
    changes.push_back({Severity::kWarning,
                       absl::StrCat("the enum value `", value.name, "` was added"),
                       "An old page receives a value that it does not expect.",
                       "Check that clients have a default for values that they do not expect."});
  }
  return changes;
}

}  // namespace lossy::contract
