#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/enum_table.h"
#include "google/protobuf/descriptor.h"

namespace lossy::edge {

class MessageTable;

// The type of a field's value, which determines its wire form and its JSON.
enum class FieldKind : std::uint8_t {
  kBool,
  kInt32,
  kInt64,
  kUint32,
  kUint64,
  kSint32,
  kSint64,
  kFixed32,
  kFixed64,
  kSfixed32,
  kSfixed64,
  kFloat,
  kDouble,
  kEnum,
  kString,
  kBytes,
  kMessage,
  kTimestamp,
  kValue,
  kListValue,
  kMap,  // map<string, T>: `message` is the table of the entry, with the fields key and value.
};

// The properties of one field that transcoding needs.
struct Field {
  std::string name;  // The name in the .proto, which is the key in JSON.
  // A second key that is accepted: the option json_name. protoc derives it (roomId for room_id)
  // if the .proto has none.
  std::string json_name;
  // The text before the value in JSON: `"name":`. It has json_name instead of the name only if that
  // differs from the derived one. A descriptor set does not distinguish given from derived names.
  std::string json_key;
  // The JSON value of an unset field. Empty: JSON leaves an unset field out.
  std::string unset;
  int number = 0;
  FieldKind kind = FieldKind::kBool;
  bool repeated = false;
  // The index of the field's oneof in the message, or -1. An `optional` field has none.
  int oneof = -1;
  const EnumTable* enumeration = nullptr;  // The type of a kEnum.
  const MessageTable* message = nullptr;   // The type of a kMessage, or the entry of a kMap.

  // True if repeated values are written as one packed field.
  bool packable() const { return kind < FieldKind::kString; }
};

// The properties of one protobuf message type that transcoding between JSON and wire form needs.
// Immutable, so thread-safe. It does not refer to the descriptor.
class MessageTable {
 public:
  const std::string& full_name() const { return full_name_; }

  // Returns true for google.protobuf.Struct, whose JSON is any object. fields() is then empty.
  bool is_struct() const { return is_struct_; }

  // Returns the fields in the order of the .proto.
  const std::vector<Field>& fields() const { return fields_; }

  // Finds a field by its name in the .proto, by json_name, or by an alias (option
  // lossy.channel.v1.alias). Returns nullptr if there is none.
  const Field* FindByName(absl::string_view name) const;

  // As above, but faster for names that mostly arrive in the declared order. `next` is the index to
  // try first, and becomes the index behind the found field.
  const Field* FindByName(absl::string_view name, std::size_t* next) const;

  // Returns every key by which FindByName finds a field, with the field's index in fields().
  const absl::flat_hash_map<std::string, int>& keys() const { return index_by_name_; }

  // Returns the index in fields() of the field with this number, or -1 if there is none.
  int IndexOf(std::uint32_t number) const;

  // Returns the value of Field::oneof for the members of the oneof named `event`. Returns -1 if
  // there is no such oneof, or if not all its members are messages.
  int event_oneof() const { return event_oneof_; }

  // Returns the number of the field that is the payload of a binary message (option
  // lossy.channel.v1.binary), or 0.
  int binary_number() const { return binary_number_; }

  // Returns a bit for each field, by index. It is set if JSON must have the field's key (option
  // lossy.channel.v1.required).
  std::uint64_t required() const { return required_; }

 private:
  friend class TableSet;

  absl::Status Add(Field field, const google::protobuf::FieldDescriptor& descriptor);

  std::string full_name_;
  bool is_struct_ = false;
  int event_oneof_ = -1;
  int binary_number_ = 0;
  std::uint64_t required_ = 0;
  std::vector<Field> fields_;
  absl::flat_hash_map<std::string, int> index_by_name_;
  // The index of each small field number, or -1. Nearly all numbers are small.
  std::vector<std::int16_t> index_by_small_number_;
  absl::flat_hash_map<std::uint32_t, int> index_by_large_number_;
};

// Builds and owns tables. The set is not thread-safe; its tables are, and live as long as the set.
class TableSet {
 public:
  // Returns the table of a type, and makes it and those of its fields' types if necessary. The
  // descriptor is not used after the call, except that its address is the key for later calls.
  //
  // Returns INVALID_ARGUMENT, with the field's name, for a type without a JSON form: groups, maps
  // whose key is not a string, and most well-known types. A field may be a Timestamp, Struct, Value
  // or ListValue. Of these, only Struct may be a message by itself.
  absl::StatusOr<const MessageTable*> For(const google::protobuf::Descriptor* descriptor);

 private:
  using Descriptor = google::protobuf::Descriptor;
  using FieldDescriptor = google::protobuf::FieldDescriptor;
  using EnumDescriptor = google::protobuf::EnumDescriptor;

  absl::StatusOr<const MessageTable*> Make(const Descriptor& descriptor);
  absl::Status AddFields(const Descriptor& descriptor, MessageTable* table);
  static absl::Status MarkBinary(const FieldDescriptor& descriptor, MessageTable* table);
  static absl::Status MarkRequired(const FieldDescriptor& descriptor, MessageTable* table);
  absl::Status SetType(const FieldDescriptor& descriptor, Field* field);
  const EnumTable* MakeEnum(const EnumDescriptor& descriptor);

  absl::flat_hash_map<const Descriptor*, std::unique_ptr<MessageTable>> tables_;
  absl::flat_hash_map<const EnumDescriptor*, std::unique_ptr<EnumTable>> enums_;
  // The tables that the current call of For made. If it fails they are removed, because they may
  // refer to a rejected type.
  std::vector<const Descriptor*> made_;
};

}  // namespace lossy::edge
