#include "edge/transcoding/message_table.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "contract/json_names/json_names.h"
#include "edge/transcoding/json_string.h"
#include "google/protobuf/descriptor.pb.h"
#include "lossy/channel/v1/channel.pb.h"

namespace lossy::edge {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr std::uint32_t kSmallNumbers = 512;
constexpr absl::string_view kStruct = "google.protobuf.Struct";
constexpr absl::string_view kNoJson = "has no JSON form here";

std::string JsonKey(const Field& field) {
  std::string key;
  AppendJsonString(
      field.json_name == contract::DerivedJsonName(field.name) ? field.name : field.json_name,
      &key);
  key.push_back(':');
  return key;
}

FieldKind ScalarKind(FieldDescriptor::Type type) {
  switch (type) {
    case FieldDescriptor::TYPE_BOOL:
      return FieldKind::kBool;
    case FieldDescriptor::TYPE_INT32:
      return FieldKind::kInt32;
    case FieldDescriptor::TYPE_INT64:
      return FieldKind::kInt64;
    case FieldDescriptor::TYPE_UINT32:
      return FieldKind::kUint32;
    case FieldDescriptor::TYPE_UINT64:
      return FieldKind::kUint64;
    case FieldDescriptor::TYPE_SINT32:
      return FieldKind::kSint32;
    case FieldDescriptor::TYPE_SINT64:
      return FieldKind::kSint64;
    case FieldDescriptor::TYPE_FIXED32:
      return FieldKind::kFixed32;
    case FieldDescriptor::TYPE_FIXED64:
      return FieldKind::kFixed64;
    case FieldDescriptor::TYPE_SFIXED32:
      return FieldKind::kSfixed32;
    case FieldDescriptor::TYPE_SFIXED64:
      return FieldKind::kSfixed64;
    case FieldDescriptor::TYPE_FLOAT:
      return FieldKind::kFloat;
    case FieldDescriptor::TYPE_DOUBLE:
      return FieldKind::kDouble;
    case FieldDescriptor::TYPE_ENUM:
      return FieldKind::kEnum;
    case FieldDescriptor::TYPE_STRING:
      return FieldKind::kString;
    case FieldDescriptor::TYPE_BYTES:
      return FieldKind::kBytes;
    case FieldDescriptor::TYPE_MESSAGE:
    case FieldDescriptor::TYPE_GROUP:
      return FieldKind::kMessage;
  }
  return FieldKind::kMessage;
}

FieldKind MessageKind(const FieldDescriptor& field) {
  const std::string& type = field.message_type()->full_name();
  if (field.is_map()) return FieldKind::kMap;
  if (type == "google.protobuf.Timestamp") return FieldKind::kTimestamp;
  if (type == "google.protobuf.Value") return FieldKind::kValue;
  if (type == "google.protobuf.ListValue") return FieldKind::kListValue;
  return FieldKind::kMessage;
}

FieldKind KindOf(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_MESSAGE ? MessageKind(field)
                                                       : ScalarKind(field.type());
}

bool HasMessageTable(FieldKind kind) {
  return kind == FieldKind::kMessage || kind == FieldKind::kMap;
}

bool HasPresence(const FieldDescriptor& field) {
  return field.has_presence() && !field.containing_type()->options().map_entry();
}

std::string UnsetJson(const FieldDescriptor& descriptor, FieldKind kind) {
  if (descriptor.real_containing_oneof() != nullptr) return "";
  if (descriptor.is_map()) return "{}";
  if (descriptor.is_repeated()) return "[]";
  if (HasPresence(descriptor)) return "null";
  switch (kind) {
    case FieldKind::kBool:
      return "false";
    case FieldKind::kEnum:
      return "null";
    case FieldKind::kString:
    case FieldKind::kBytes:
      return "\"\"";
    default:
      return kind > FieldKind::kBytes ? "null" : "0";
  }
}

// Struct is the only well-known type with a table. Some others have a FieldKind.
bool IsForeign(const Descriptor& descriptor) {
  return descriptor.file()->package() == "google.protobuf" && descriptor.full_name() != kStruct;
}

absl::Status Refuse(const FieldDescriptor& field, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(field.full_name(), " ", problem));
}

// Returns the keys that are accepted for a field.
std::vector<std::string> KeysOf(const Field& field, const FieldDescriptor& descriptor) {
  std::vector<std::string> keys = {field.name, field.json_name};
  const google::protobuf::FieldOptions& options = descriptor.options();
  for (int i = 0; i < options.ExtensionSize(channel::v1::alias); ++i) {
    keys.push_back(options.GetExtension(channel::v1::alias, i));
  }
  return keys;
}

int EventOneof(const Descriptor& descriptor) {
  const google::protobuf::OneofDescriptor* oneof = descriptor.FindOneofByName("event");
  if (oneof == nullptr || oneof->is_synthetic()) return -1;
  for (int i = 0; i < oneof->field_count(); ++i) {
    const FieldDescriptor& member = *oneof->field(i);
    if (member.type() != FieldDescriptor::TYPE_MESSAGE ||
        MessageKind(member) != FieldKind::kMessage) {
      return -1;
    }
  }
  return oneof->index();
}

}  // namespace

const Field* MessageTable::FindByName(absl::string_view name) const {
  const auto found = index_by_name_.find(name);
  return found == index_by_name_.end() ? nullptr : &fields_[found->second];
}

const Field* MessageTable::FindByName(absl::string_view name, std::size_t* next) const {
  const bool expected = *next < fields_.size() && fields_[*next].name == name;
  const Field* const found = expected ? &fields_[*next] : FindByName(name);
  if (found != nullptr) *next = found - fields_.data() + 1;
  return found;
}

int MessageTable::IndexOf(std::uint32_t number) const {
  if (number < index_by_small_number_.size()) return index_by_small_number_[number];
  const auto found = index_by_large_number_.find(number);
  return found == index_by_large_number_.end() ? -1 : found->second;
}

absl::Status MessageTable::Add(Field field, const FieldDescriptor& descriptor) {
  const int index = static_cast<int>(fields_.size());
  const auto number = static_cast<std::uint32_t>(field.number);
  if (number < kSmallNumbers) {
    const std::size_t size = std::max<std::size_t>(index_by_small_number_.size(), number + 1);
    index_by_small_number_.resize(size, -1);
    index_by_small_number_[number] = static_cast<std::int16_t>(index);
  } else {
    index_by_large_number_[number] = index;
  }
  for (const std::string& name : KeysOf(field, descriptor)) {
    const auto [entry, added] = index_by_name_.try_emplace(name, index);
    if (!added && entry->second != index) {
      return Refuse(descriptor, absl::StrCat("and ", fields_[entry->second].name,
                                             " can both be called ", name, " in JSON"));
    }
  }
  fields_.push_back(std::move(field));
  return absl::OkStatus();
}

absl::StatusOr<const MessageTable*> TableSet::For(const Descriptor* descriptor) {
  if (IsForeign(*descriptor)) {
    return absl::InvalidArgumentError(absl::StrCat(descriptor->full_name(), " ", kNoJson));
  }
  made_.clear();
  absl::StatusOr<const MessageTable*> table = Make(*descriptor);
  if (!table.ok()) {
    for (const Descriptor* made : made_) tables_.erase(made);
  }
  return table;
}

absl::StatusOr<const MessageTable*> TableSet::Make(const Descriptor& descriptor) {
  std::unique_ptr<MessageTable>& slot = tables_[&descriptor];
  if (slot != nullptr) return slot.get();
  slot = std::make_unique<MessageTable>();
  MessageTable* const table = slot.get();
  made_.push_back(&descriptor);
  table->full_name_ = descriptor.full_name();
  table->is_struct_ = descriptor.full_name() == kStruct;
  if (table->is_struct_) return table;
  table->event_oneof_ = EventOneof(descriptor);
  if (absl::Status status = AddFields(descriptor, table); !status.ok()) return status;
  return table;
}

absl::Status TableSet::AddFields(const Descriptor& descriptor, MessageTable* table) {
  table->fields_.reserve(descriptor.field_count());
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& from = *descriptor.field(i);
    Field field{.name = from.name(), .json_name = from.json_name(), .number = from.number()};
    field.json_key = JsonKey(field);
    if (absl::Status status = SetType(from, &field); !status.ok()) return status;
    if (absl::Status status = table->Add(std::move(field), from); !status.ok()) return status;
    if (from.options().GetExtension(channel::v1::required)) {
      if (absl::Status status = MarkRequired(from, table); !status.ok()) return status;
    }
    if (!from.options().GetExtension(channel::v1::binary)) continue;
    if (absl::Status status = MarkBinary(from, table); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status TableSet::MarkBinary(const FieldDescriptor& descriptor, MessageTable* table) {
  if (descriptor.type() != FieldDescriptor::TYPE_BYTES || descriptor.is_repeated()) {
    return Refuse(descriptor, "is marked as binary, but is not one field of bytes");
  }
  if (table->binary_number_ != 0) {
    return Refuse(descriptor, "is marked as binary, and so is another of the message");
  }
  table->binary_number_ = descriptor.number();
  return absl::OkStatus();
}

absl::Status TableSet::MarkRequired(const FieldDescriptor& descriptor, MessageTable* table) {
  if (descriptor.index() >= 64) {
    return Refuse(descriptor, "is marked as required, but is not among the first 64 fields");
  }
  table->required_ |= std::uint64_t{1} << descriptor.index();
  return absl::OkStatus();
}

absl::Status TableSet::SetType(const FieldDescriptor& descriptor, Field* field) {
  if (descriptor.type() == FieldDescriptor::TYPE_GROUP) {
    return Refuse(descriptor, absl::StrCat("is a group, which ", kNoJson));
  }
  field->kind = KindOf(descriptor);
  field->repeated = descriptor.is_repeated() && !descriptor.is_map();
  field->unset = UnsetJson(descriptor, field->kind);
  if (const auto* oneof = descriptor.real_containing_oneof()) field->oneof = oneof->index();
  if (field->kind == FieldKind::kEnum) field->enumeration = MakeEnum(*descriptor.enum_type());
  if (!HasMessageTable(field->kind)) return absl::OkStatus();
  const Descriptor& type = *descriptor.message_type();
  if (IsForeign(type)) {
    return Refuse(descriptor, absl::StrCat("is a ", type.full_name(), ", which ", kNoJson));
  }
  if (descriptor.is_map() && type.map_key()->type() != FieldDescriptor::TYPE_STRING) {
    return Refuse(descriptor, absl::StrCat("is a map whose key is not a string, which ", kNoJson));
  }
  absl::StatusOr<const MessageTable*> table = Make(type);
  if (!table.ok()) return table.status();
  field->message = *table;
  return absl::OkStatus();
}

const EnumTable* TableSet::MakeEnum(const EnumDescriptor& descriptor) {
  std::unique_ptr<EnumTable>& table = enums_[&descriptor];
  if (table == nullptr) table = std::make_unique<EnumTable>(descriptor);
  return table.get();
}

}  // namespace lossy::edge
