#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lossy::contract {

// The types of a contract's values, in the words of their JSON form. The mapping between protobuf
// and JSON is that of lossy/channel/v1/channel.proto.

enum class ValueKind : std::uint8_t {
  kBoolean,
  kInteger,
  kNumber,
  kString,
  kBytes,      // Base64.
  kEnum,       // A short name, or null.
  kMessage,    // An object with the fields of a message.
  kTimestamp,  // RFC 3339.
  kObject,     // google.protobuf.Struct: any object.
  kAny,        // google.protobuf.Value: any value.
  kList,       // google.protobuf.ListValue: any list.
};

struct EnumValue {
  std::string name;  // The short name: "baz" of FOO_BAR_BAZ in FooBar.
  std::int32_t number = 0;
  // True if an earlier value has the same number. Clients may send the name, and never receive it.
  bool alias = false;
  std::string comment;
};

struct EnumType {
  std::string full_name;  // "lossy.sample.v1.Color".
  std::string file;
  std::string comment;
  // In the order of the .proto, without the value zero, which is null in JSON.
  std::vector<EnumValue> values;
};

struct MessageType;

struct MessageField {
  std::string name;  // The name in the .proto.
  std::string key;   // The key in JSON: json_name if the .proto sets one, else the name.
  // Further keys that the edge accepts from clients: the name if it is not the key, and those of
  // the option alias.
  std::vector<std::string> aliases;
  // The key that protoc derives from the name, which the edge accepts as well: roomId for room_id.
  // Empty if it is the name.
  std::string derived_key;
  ValueKind kind = ValueKind::kString;
  // The range of a kInteger.
  std::int64_t minimum = 0;
  std::uint64_t maximum = 0;
  bool repeated = false;  // A list of values.
  bool map = false;       // An object: its keys are free, and its values have the kind.
  // True if the value is null in a message to a client when it is unset.
  bool nullable = false;
  // True if a message from a client must have the key (option lossy.channel.v1.required).
  bool required = false;
  // True if the comment says that the method rejects a request without the value: "Required".
  bool needed = false;
  // True if the value is the payload of a binary frame (option lossy.channel.v1.binary).
  bool binary = false;
  // The name of the field's oneof, or empty. Of its members at most one is present.
  std::string oneof;
  const MessageType* message = nullptr;   // The type of a kMessage.
  const EnumType* enumeration = nullptr;  // The type of a kEnum.
  std::string comment;
  // The unit of a number, such as "s", "ms" or "bytes", as far as the comment or the name states
  // it.
  std::string unit;
};

struct MessageType {
  std::string full_name;  // "lossy.sample.v1.RoomMessage".
  std::string file;
  std::string comment;
  // In the order of the .proto. Empty if `any` is true.
  std::vector<MessageField> fields;
  // True for google.protobuf.Struct, whose JSON is any object.
  bool any = false;
  // The directions in which a message of the contract contains this type.
  bool from_client = false;
  bool to_client = false;
};

// Returns the field that is the payload of a binary frame, or nullptr.
const MessageField* BinaryField(const MessageType& message);

}  // namespace lossy::contract
