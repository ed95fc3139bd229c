#include "contract/model/message_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "contract/json_names/json_names.h"
#include "contract/model/comment.h"
#include "lossy/channel/v1/channel.pb.h"

namespace lossy::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr absl::string_view kStruct = "google.protobuf.Struct";

absl::Status Refuse(const FieldDescriptor& field, absl::string_view problem) {
  return absl::InvalidArgumentError(
      absl::StrCat(field.file()->name(), ": ", field.full_name(), " ", problem));
}

template <typename T>
void SetRange(MessageField* field) {
  field->kind = ValueKind::kInteger;
  field->minimum = std::numeric_limits<T>::min();
  field->maximum = std::numeric_limits<T>::max();
}

// Returns the kind of a message that has a JSON form of its own, or kMessage.
ValueKind KindOfMessage(const Descriptor& message) {
  const std::string& name = message.full_name();
  if (name == "google.protobuf.Timestamp") return ValueKind::kTimestamp;
  if (name == "google.protobuf.Value") return ValueKind::kAny;
  if (name == "google.protobuf.ListValue") return ValueKind::kList;
  return name == kStruct ? ValueKind::kObject : ValueKind::kMessage;
}

bool IsNullable(const FieldDescriptor& field) {
  if (field.real_containing_oneof() != nullptr || field.is_repeated()) return false;
  return field.has_presence() || field.type() == FieldDescriptor::TYPE_ENUM;
}

void SetNames(const FieldDescriptor& descriptor, MessageField* field) {
  field->name = descriptor.name();
  const bool derived = descriptor.json_name() == DerivedJsonName(descriptor.name());
  field->key = derived ? descriptor.name() : descriptor.json_name();
  if (derived && descriptor.json_name() != descriptor.name()) {
    field->derived_key = descriptor.json_name();
  }
  if (!derived) field->aliases.push_back(descriptor.name());
  const google::protobuf::FieldOptions& options = descriptor.options();
  for (int i = 0; i < options.ExtensionSize(channel::v1::alias); ++i) {
    field->aliases.push_back(options.GetExtension(channel::v1::alias, i));
  }
}

}  // namespace

absl::StatusOr<const MessageType*> MessageReader::FromClient(const Descriptor& descriptor) {
  return Read(descriptor, &MessageType::from_client);
}

absl::StatusOr<const MessageType*> MessageReader::ToClient(const Descriptor& descriptor) {
  return Read(descriptor, &MessageType::to_client);
}

absl::StatusOr<const MessageType*> MessageReader::Read(const Descriptor& descriptor, Mark mark) {
  absl::StatusOr<MessageType*> message = Make(descriptor);
  if (!message.ok()) return message.status();
  MarkAll(*message, mark);
  return *message;
}

void MessageReader::MarkAll(MessageType* message, Mark mark) {
  // The types of its fields are marked as well, or will be: the type is part of itself.
  if (message->*mark) return;
  message->*mark = true;
  for (const MessageField& field : message->fields) {
    if (field.message != nullptr) MarkAll(messages_.at(field.message->full_name).get(), mark);
  }
}

absl::StatusOr<MessageType*> MessageReader::Make(const Descriptor& descriptor) {
  std::unique_ptr<MessageType>& slot = messages_[descriptor.full_name()];
  if (slot != nullptr) return slot.get();
  slot = std::make_unique<MessageType>();
  // A map keeps its elements in place, but `slot` must not be used after the recursion below.
  MessageType* const message = slot.get();
  message->full_name = descriptor.full_name();
  message->file = descriptor.file()->name();
  message->any = descriptor.full_name() == kStruct;
  if (message->any) return message;
  message->comment = CommentOf(descriptor);
  for (int i = 0; i < descriptor.field_count(); ++i) {
    absl::StatusOr<MessageField> field = MakeField(*descriptor.field(i));
    if (!field.ok()) return field.status();
    message->fields.push_back(*std::move(field));
  }
  return message;
}

absl::StatusOr<MessageField> MessageReader::MakeField(const FieldDescriptor& descriptor) {
  MessageField field;
  SetNames(descriptor, &field);
  field.map = descriptor.is_map();
  field.repeated = descriptor.is_repeated() && !field.map;
  field.nullable = IsNullable(descriptor);
  field.required = descriptor.options().GetExtension(channel::v1::required);
  field.binary = descriptor.options().GetExtension(channel::v1::binary);
  if (const auto* oneof = descriptor.real_containing_oneof()) field.oneof = oneof->name();
  field.comment = CommentOf(descriptor);
  field.needed = SaysRequired(field.comment);
  if (field.map && descriptor.message_type()->map_key()->type() != FieldDescriptor::TYPE_STRING) {
    return Refuse(descriptor, "is a map whose key is not a string, which has no JSON form here");
  }
  const FieldDescriptor& value = field.map ? *descriptor.message_type()->map_value() : descriptor;
  if (absl::Status status = SetType(value, &field); !status.ok()) return status;
  if (field.kind == ValueKind::kInteger || field.kind == ValueKind::kNumber) {
    field.unit = UnitOf(field.comment, field.name);
  }
  return field;
}

absl::Status MessageReader::SetType(const FieldDescriptor& value, MessageField* field) {
  switch (value.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      field->kind = ValueKind::kBoolean;
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_INT32:
      SetRange<std::int32_t>(field);
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_INT64:
      SetRange<std::int64_t>(field);
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_UINT32:
      SetRange<std::uint32_t>(field);
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_UINT64:
      SetRange<std::uint64_t>(field);
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      field->kind = ValueKind::kNumber;
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_STRING:
      field->kind =
          value.type() == FieldDescriptor::TYPE_BYTES ? ValueKind::kBytes : ValueKind::kString;
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_ENUM:
      field->kind = ValueKind::kEnum;
      field->enumeration = MakeEnum(*value.enum_type());
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  const Descriptor& type = *value.message_type();
  field->kind = KindOfMessage(type);
  if (field->kind != ValueKind::kMessage) return absl::OkStatus();
  if (value.type() == FieldDescriptor::TYPE_GROUP || type.file()->package() == "google.protobuf") {
    return Refuse(value, absl::StrCat("is a ", type.full_name(), ", which has no JSON form here"));
  }
  absl::StatusOr<MessageType*> message = Make(type);
  if (!message.ok()) return message.status();
  field->message = *message;
  return absl::OkStatus();
}

const EnumType* MessageReader::MakeEnum(const EnumDescriptor& descriptor) {
  std::unique_ptr<EnumType>& slot = enums_[descriptor.full_name()];
  if (slot != nullptr) return slot.get();
  slot = std::make_unique<EnumType>(
      EnumType{descriptor.full_name(), descriptor.file()->name(), CommentOf(descriptor), {}});
  std::vector<EnumValue>& values = slot->values;
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor& value = *descriptor.value(i);
    if (value.number() == 0) continue;
    const bool alias = std::any_of(values.begin(), values.end(), [&](const EnumValue& earlier) {
      return earlier.number == value.number();
    });
    values.push_back(
        {ShortEnumName(descriptor.name(), value.name()), value.number(), alias, CommentOf(value)});
  }
  return slot.get();
}

std::vector<std::unique_ptr<const MessageType>> MessageReader::TakeMessages() {
  std::vector<std::unique_ptr<const MessageType>> all;
  for (auto& [name, message] : messages_) all.push_back(std::move(message));
  return all;
}

std::vector<std::unique_ptr<const EnumType>> MessageReader::TakeEnums() {
  std::vector<std::unique_ptr<const EnumType>> all;
  for (auto& [name, enumeration] : enums_) all.push_back(std::move(enumeration));
  return all;
}

}  // namespace lossy::contract
