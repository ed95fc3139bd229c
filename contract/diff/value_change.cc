#include "contract/diff/value_change.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "contract/diff/value_type.h"

namespace lossy::contract {
namespace {

constexpr char kKeepField[] = "Keep the field with its type, and add a new one.";

std::string RangeText(const MessageField& field) {
  return absl::StrCat("[", field.minimum, ", ", field.maximum, "]");
}

void AddTypeChanges(bool from_client, const MessageField& old_field, const MessageField& new_field,
                    std::vector<ValueChange>* changes) {
  const MessageField& reader = from_client ? new_field : old_field;
  const MessageField& writer = from_client ? old_field : new_field;
  if (!CanRead(reader, writer)) {
    changes->push_back(
        {Severity::kBreak,
         absl::StrCat("the type changed from ", TypeText(old_field), " to ", TypeText(new_field)),
         from_client ? "The new server rejects the value of an old page, or reads another one."
                     : "An old page reads a value of another type.",
         kKeepField});
  } else if (!RangeFits(reader, writer)) {
    changes->push_back({from_client ? Severity::kBreak : Severity::kWarning,
                        absl::StrCat("the range changed from ", RangeText(old_field), " to ",
                                     RangeText(new_field)),
                        from_client ? "The new server rejects values that an old page may send."
                                    : "An old page may receive values that it does not expect.",
                        kKeepField});
  }
}

// The unit is that of the comment or the name. Without one of them, it is unknown.
void AddUnitChange(bool from_client, const MessageField& old_field, const MessageField& new_field,
                   std::vector<ValueChange>* changes) {
  if (old_field.unit.empty() || new_field.unit.empty() || old_field.unit == new_field.unit) return;
  changes->push_back(
      {Severity::kWarning,
       absl::StrCat("the unit changed from ", old_field.unit, " to ", new_field.unit),
       from_client ? "The new server reads the number of an old page in another unit."
                   : "An old page reads the number in another unit.",
       "Keep the field with its unit, and add a new one."});
}

void AddNullChanges(bool from_client, const MessageField& old_field, const MessageField& new_field,
                    std::vector<ValueChange>* changes) {
  if (from_client && new_field.required && !old_field.required) {
    changes->push_back({Severity::kBreak, "the key became required",
                        "The new server rejects the payload of an old page that omits the key.",
                        "Omit `required`, and choose a value for payloads without the key."});
  }
  if (old_field.nullable == new_field.nullable || !new_field.oneof.empty()) return;
  if (from_client && old_field.nullable) {
    changes->push_back({Severity::kWarning, "the server no longer distinguishes null from zero",
                        "The new server takes an old page's absent key for the value zero.",
                        "Keep the field `optional`."});
  } else if (!from_client && new_field.nullable) {
    changes->push_back({Severity::kBreak, "the value may now be null",
                        "An old page reads the value without a check for null.", kKeepField});
  } else if (!from_client) {
    changes->push_back({Severity::kWarning, "an unset value is no longer null",
                        "An old page takes the value zero for one that was set.", kKeepField});
  }
}

void AddOneofChanges(bool from_client, const MessageField& old_field, const MessageField& new_field,
                     std::vector<ValueChange>* changes) {
  if (old_field.oneof.empty() == new_field.oneof.empty()) return;
  if (old_field.oneof.empty()) {
    changes->push_back(
        {Severity::kBreak,
         absl::StrCat("the key became a member of the oneof `", new_field.oneof, "`"),
         from_client ? "An old page may send several members, and the new server keeps one."
                     : "An old page does not find the key while another member is set.",
         kKeepField});
  } else if (!from_client) {
    changes->push_back({Severity::kBreak,
                        absl::StrCat("the key left the oneof `", old_field.oneof, "`"),
                        "An old page takes a present key for the member that is set.", kKeepField});
  }
}

}  // namespace

std::vector<ValueChange> ValueChanges(MessageDirection direction, const MessageField& old_field,
                                      const MessageField& new_field) {
  const bool from_client = direction == MessageDirection::kFromClient;
  std::vector<ValueChange> changes;
  AddTypeChanges(from_client, old_field, new_field, &changes);
  AddUnitChange(from_client, old_field, new_field, &changes);
  AddNullChanges(from_client, old_field, new_field, &changes);
  AddOneofChanges(from_client, old_field, new_field, &changes);
  if (old_field.enumeration != nullptr && new_field.enumeration != nullptr) {
    for (ValueChange& change :
         EnumChanges(direction, *old_field.enumeration, *new_field.enumeration)) {
      changes.push_back(std::move(change));
    }
  }
  return changes;
}

}  // namespace lossy::contract
