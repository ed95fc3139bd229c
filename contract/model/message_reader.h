#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "contract/model/message_type.h"
#include "google/protobuf/descriptor.h"

namespace lossy::contract {

// Makes the types of a contract from the descriptors of messages. Not thread-safe.
class MessageReader {
 public:
  // Returns the type of a message, and makes it and those of its fields if necessary. Marks all of
  // them as part of messages from a client or to one. Returns INVALID_ARGUMENT that names the field
  // and the problem, if a field has no JSON form.
  absl::StatusOr<const MessageType*> FromClient(const google::protobuf::Descriptor& descriptor);
  absl::StatusOr<const MessageType*> ToClient(const google::protobuf::Descriptor& descriptor);

  // Return the types that were made, ordered by full name. May be called once.
  std::vector<std::unique_ptr<const MessageType>> TakeMessages();
  std::vector<std::unique_ptr<const EnumType>> TakeEnums();

 private:
  using Descriptor = google::protobuf::Descriptor;
  using FieldDescriptor = google::protobuf::FieldDescriptor;
  using Mark = bool MessageType::*;

  absl::StatusOr<const MessageType*> Read(const Descriptor& descriptor, Mark mark);
  // Marks a type and those of its fields.
  void MarkAll(MessageType* message, Mark mark);
  absl::StatusOr<MessageType*> Make(const Descriptor& descriptor);
  absl::StatusOr<MessageField> MakeField(const FieldDescriptor& descriptor);
  // Sets the kind and the type of a field from the descriptor of its value. That is another one
  // than the field's own if the field is a map.
  absl::Status SetType(const FieldDescriptor& value, MessageField* field);
  const EnumType* MakeEnum(const google::protobuf::EnumDescriptor& descriptor);

  std::map<std::string, std::unique_ptr<MessageType>> messages_;
  std::map<std::string, std::unique_ptr<EnumType>> enums_;
};

}  // namespace lossy::contract
