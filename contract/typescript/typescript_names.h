#pragma once

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "contract/model/message_type.h"
#include "contract/schema/schema.h"

namespace lossy::contract {

// A name in TypeScript: that of a protobuf type with its package as namespace. Parts that are
// reserved words end in "_". A type without a package is in the namespace "unpackaged".
struct QualifiedName {
  std::string scope;  // "lossy.sample.v1".
  std::string name;   // "RoomMessage".

  std::string Full() const;
};

QualifiedName TypeScriptName(absl::string_view full_name);

// Returns the name of a message's interface. That of messages from clients ends in "Input" if the
// message is sent in both directions.
QualifiedName TypeScriptName(const MessageType& message, Direction direction);

// Returns the key of a member, between quotes if it is no identifier.
std::string TypeScriptKey(absl::string_view key);

// Returns the type of a field's value: "number", "string | null", "lossy.sample.v1.RoomMessage[]".
std::string TypeScriptType(const MessageField& field, Direction direction);

// Returns the type of a message as a whole.
std::string TypeScriptType(const MessageType& message, Direction direction);

}  // namespace lossy::contract
