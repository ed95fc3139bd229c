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

struct Field {
  std::string name;
  // Another name that is accepted: json_name, which protoc makes up (videoId for video_id) when the
  // .proto gives none.
  std::string json_name;
  // What comes before the value in JSON: `"name":`. It is json_name only where that is not what
  // protoc makes up, because a descriptor set does not tell one given from one made up.
  std::string json_key;
  // What stands for the value when the field is unset. Empty: the field is left out then.
  std::string unset;
  int number = 0;
  FieldKind kind = FieldKind::kBool;
  bool repeated = false;
  // Index of its oneof in the message, or -1. An `optional` is in none.
  int oneof = -1;
  const EnumTable* enumeration = nullptr;
  const MessageTable* message = nullptr;

  // Whether several values are written as one packed field.
  bool packable() const { return kind < FieldKind::kString; }
};

// What transcoding needs to know of one message type. Immutable; refers to no descriptor.
class MessageTable {
 public:
  const std::string& full_name() const { return full_name_; }

  // Whether it is google.protobuf.Struct, whose JSON is any object; fields() is empty then.
  bool is_struct() const { return is_struct_; }

  // In the order of the .proto.
  const std::vector<Field>& fields() const { return fields_; }

  // By the name in the .proto or by json_name. Nullptr: there is none.
  const Field* FindByName(absl::string_view name) const;

  // The same, for names that mostly come in the declared order: `next` is the index to try first,
  // and becomes that of the field behind the one found.
  const Field* FindByName(absl::string_view name, std::size_t* next) const;

  // Index in fields(), or -1.
  int IndexOf(std::uint32_t number) const;

  // Field::oneof of the members of the oneof named `event`, or -1 if there is none whose members
  // are all messages.
  int event_oneof() const { return event_oneof_; }

  // Number of the field that is the payload of a binary frame (lossy.channel.v1.binary). 0: none.
  int binary_number() const { return binary_number_; }

  // The bits of the fields, by index, whose keys must be there (lossy.channel.v1.required).
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
  // By number as long as that is small, which it nearly always is; -1 where there is none.
  std::vector<std::int16_t> index_by_small_number_;
  absl::flat_hash_map<std::uint32_t, int> index_by_large_number_;
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
  // Made in the current call, and taken back if it fails: they may refer to one that was refused.
  std::vector<const Descriptor*> made_;
};

}  // namespace lossy::edge
