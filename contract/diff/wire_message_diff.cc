#include "contract/diff/wire_message_diff.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace lossy::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;

// Returns the same number for types that can read each other's encoding. See "Updating a message
// type" in the language guide of proto3.
int EncodingOf(const FieldDescriptor& field) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_BOOL:
    case FieldDescriptor::TYPE_ENUM:
      return FieldDescriptor::TYPE_INT64;
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SINT64:
      return FieldDescriptor::TYPE_SINT64;
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_SFIXED32:
      return FieldDescriptor::TYPE_FIXED32;
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_SFIXED64:
      return FieldDescriptor::TYPE_FIXED64;
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES:
      return FieldDescriptor::TYPE_BYTES;
    default:
      return field.type();
  }
}

std::string TypeText(const FieldDescriptor& field) {
  const absl::string_view label = field.is_repeated() ? "repeated " : "";
  return absl::StrCat(label, field.message_type() == nullptr ? field.type_name()
                                                             : field.message_type()->full_name());
}

}  // namespace

void WireMessageDiff::Compare(const Descriptor& before, const Descriptor& after) {
  if (!compared_.emplace(&before, &after).second) return;
  for (int i = 0; i < before.field_count(); ++i) CompareField(*before.field(i), after);
  for (int i = 0; i < before.nested_type_count(); ++i) {
    const Descriptor* const nested = after.FindNestedTypeByName(before.nested_type(i)->name());
    if (nested != nullptr) Compare(*before.nested_type(i), *nested);
  }
}

void WireMessageDiff::CompareField(const FieldDescriptor& before, const Descriptor& message) {
  const std::string element = absl::StrCat("field ", before.full_name());
  const FieldDescriptor* const same_name = message.FindFieldByName(before.name());
  const FieldDescriptor* const same_number = message.FindFieldByNumber(before.number());
  if (same_name != nullptr && same_name != same_number) {
    return Break(element, absl::StrCat("the number changed from ", before.number(), " to ",
                                       same_name->number()));
  }
  if (same_number == nullptr) return;
  if (EncodingOf(before) != EncodingOf(*same_number) ||
      before.is_repeated() != same_number->is_repeated()) {
    return Break(element, absl::StrCat("number ", before.number(), " is now `", same_number->name(),
                                       "` of type ", TypeText(*same_number), " instead of ",
                                       TypeText(before)));
  }
  CompareType(before, *same_number);
}

void WireMessageDiff::CompareType(const FieldDescriptor& before, const FieldDescriptor& after) {
  if (before.message_type() != nullptr && after.message_type() != nullptr) {
    const bool standard = before.message_type()->file()->package() == "google.protobuf";
    if (standard && before.message_type()->full_name() != after.message_type()->full_name()) {
      return Break(
          absl::StrCat("field ", before.full_name()),
          absl::StrCat("the type changed from ", TypeText(before), " to ", TypeText(after)));
    }
    if (!standard) Compare(*before.message_type(), *after.message_type());
  }
  if (before.enum_type() != nullptr && after.enum_type() != nullptr) {
    CompareEnum(*before.enum_type(), *after.enum_type());
  }
}

void WireMessageDiff::CompareEnum(const EnumDescriptor& before, const EnumDescriptor& after) {
  if (!compared_.emplace(&before, &after).second) return;
  for (int i = 0; i < before.value_count(); ++i) {
    const EnumValueDescriptor& value = *before.value(i);
    const EnumValueDescriptor* const same = after.FindValueByName(value.name());
    if (same == nullptr || same->number() == value.number()) continue;
    Break(absl::StrCat("enum value ", value.full_name()),
          absl::StrCat("the number changed from ", value.number(), " to ", same->number()));
  }
}

void WireMessageDiff::Break(const std::string& element, std::string what) {
  findings_.Add({Severity::kBreak,
                 {element},
                 std::move(what),
                 "While replicas of both versions run, an old edge and a new service read each "
                 "other's values from other fields.",
                 "Keep the number and the type, reserve the numbers of removed fields, and add new "
                 "ones."},
                element);
}

}  // namespace lossy::contract
