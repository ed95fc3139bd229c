#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "contract/json_value/json_value.h"
#include "contract/model/contract.h"

namespace lossy::contract {

// JSON Schema (2020-12) of the messages of a contract, in their JSON form. A message from a client
// and one to a client have different schemas: a client may leave out keys, and gets all of them.
enum class Direction { kFromClient, kToClient };

// Returns the name of a message's schema: its full name. A message that is sent in both directions
// has two; that of messages from a client ends in ".Input".
std::string SchemaName(const MessageType& message, Direction direction);

// Returns {"$ref": …} to the schema of a message. `prefix` is the place of the schemas in the
// document, such as "#/components/schemas/".
JsonValue SchemaReference(const MessageType& message, Direction direction,
                          absl::string_view prefix);

// Returns the schema of a message, with references to those of its fields' messages. `bound` has
// the names of fields that the topic sets; the schema leaves them out.
JsonValue MessageSchema(const MessageType& message, Direction direction, absl::string_view prefix,
                        const std::vector<std::string>& bound = {});

// Returns the schema of the payload of an event, or of a join's params: a reference, or the schema
// itself if the topic sets some of the fields.
JsonValue RequestSchema(const TopicEvent& event, absl::string_view prefix);
// Returns the schema of the reply.
JsonValue ReplySchema(const TopicEvent& event, absl::string_view prefix);
// Returns the schema of a push's payload.
JsonValue PushSchema(const TopicPush& push, absl::string_view prefix);

// Returns the schemas of all messages of the contract by name, and that of errors, as kErrorSchema.
JsonValue Schemas(const Contract& contract, absl::string_view prefix);
inline constexpr char kErrorSchema[] = "Error";

// Returns the schema of one value of a field: an element of a list, or a value of a map.
JsonValue ValueSchema(const MessageField& field, Direction direction, absl::string_view prefix);

}  // namespace lossy::contract
