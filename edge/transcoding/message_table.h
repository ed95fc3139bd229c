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

struct Field {
  std::string name;
  // A second name that is accepted: json_name, which protoc derives (videoId for video_id) if the
  // .proto has none.
  std::string json_name;
  // The text before the value in JSON: `"name":`. It has json_name only if that differs from the
  // derived one, because a descriptor set does not distinguish given from derived names.
  std::string json_key;
  // The JSON of an unset field. Empty: an unset field is left out.
  std::string unset;
  int number = 0;
  FieldKind kind = FieldKind::kBool;
  bool repeated = false;
  // The index of the field's oneof in the message, or -1. An `optional` field has none.
  int oneof = -1;
  const EnumTable* enumeration = nullptr;
  const MessageTable* message = nullptr;

  // True if repeated values are written as one packed field.
  bool packable() const { return kind < FieldKind::kString; }
};

// The properties of one message type that transcoding needs. Immutable, so thread-safe. It does not
// refer to the descriptor.
class MessageTable {
 public:
  const std::string& full_name() const { return full_name_; }

  // True for google.protobuf.Struct, whose JSON is any object; fields() is empty then.
  bool is_struct() const { return is_struct_; }

  // In the order of the .proto.
  const std::vector<Field>& fields() const { return fields_; }

  // Finds a field by its name in the .proto or by json_name. Returns nullptr if there is none.
  const Field* FindByName(absl::string_view name) const;

  // The same for names that mostly arrive in the declared order: `next` is the index to try first,
  // and becomes the index behind the found field.
  const Field* FindByName(absl::string_view name, std::size_t* next) const;

  // Returns the index in fields(), or -1.
  int IndexOf(std::uint32_t number) const;

  // The Field::oneof of the members of the oneof named `event`, or -1 if there is no such oneof of
  // messages only.
  int event_oneof() const { return event_oneof_; }

  // The number of the field that is the payload of a binary message (lossy.channel.v1.binary), or
  // 0.
  int binary_number() const { return binary_number_; }

  // A bit for each field whose key is required (lossy.channel.v1.required), by index.
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
  // Returns the table of a type, which refers to the tables of its fields' types. Returns
  // INVALID_ARGUMENT, with the field's name, for a type without a JSON form here: groups, maps
  // whose key is not a string, and well-known types other than Timestamp, Struct, Value and
  // ListValue (of these, only Struct can be a message by itself). After the call, the descriptor's
  // address serves only as a key for later calls.
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
  // Tables of the current call. They are removed if it fails, because they may refer to a rejected
  // one.
  std::vector<const Descriptor*> made_;
};

}  // namespace lossy::edge
