#pragma once

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

// How a value is written on the wire, and what it is in JSON.
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
  kMap,  // map<string, T>: `message` is the entry's table, with the fields key and value.
};

// What an unset field is in JSON.
enum class Unset : std::uint8_t { kZero, kNull, kOmitted };

struct Field {
  std::string name;
  std::string json_name;
  // What comes before the value in JSON: `"name":`.
  std::string json_key;
  int number = 0;
  FieldKind kind = FieldKind::kBool;
  bool repeated = false;
  Unset unset = Unset::kZero;
  // Index of its oneof in the message, or -1.
  int oneof = -1;
  const EnumTable* enumeration = nullptr;
  const MessageTable* message = nullptr;
};

// What transcoding needs to know of one message type. Immutable; refers to no descriptor.
class MessageTable {
 public:
  // An ordinary message, or google.protobuf.Struct, whose JSON is any object.
  enum class Shape { kFields, kStruct };

  const std::string& full_name() const { return full_name_; }
  Shape shape() const { return shape_; }

  // In the order of the .proto.
  const std::vector<Field>& fields() const { return fields_; }

  // By the name in the .proto or by json_name. Nullptr: there is none.
  const Field* FindByName(absl::string_view name) const;

  // Index in fields(), or -1.
  int IndexOfNumber(std::uint32_t number) const;

  // Index of the oneof named `event` among the values of Field::oneof, or -1.
  int event_oneof() const { return event_oneof_; }

 private:
  friend class TableSet;

  std::string full_name_;
  Shape shape_ = Shape::kFields;
  int event_oneof_ = -1;
  std::vector<Field> fields_;
  absl::flat_hash_map<std::string, int> index_by_name_;
  std::vector<std::int16_t> index_by_small_number_;
  absl::flat_hash_map<std::uint32_t, int> index_by_number_;
};

// Makes and owns tables. Not thread-safe; the tables are, and live as long as the set.
class TableSet {
 public:
  // The table of a type and, through it, of every type below. Refuses what has no JSON form here:
  // groups, maps whose key is not a string, and well-known types other than Timestamp, Struct,
  // Value and ListValue (of which only Struct can be a message by itself). The message names the
  // field. The descriptor is not used after the call returns, except as the key for later calls.
  absl::StatusOr<const MessageTable*> For(const google::protobuf::Descriptor* descriptor);

 private:
  absl::StatusOr<MessageTable*> Make(const google::protobuf::Descriptor* descriptor);
  absl::Status AddField(const google::protobuf::FieldDescriptor* descriptor, MessageTable* table);
  const EnumTable* ForEnum(const google::protobuf::EnumDescriptor* descriptor);

  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<MessageTable>> tables_;
  absl::flat_hash_map<const google::protobuf::EnumDescriptor*, std::unique_ptr<EnumTable>> enums_;
};

}  // namespace lossy::edge
