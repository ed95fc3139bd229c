#pragma once

#include <string>
#include <vector>

#include "contract/json_value/json_value.h"
#include "contract/model/contract.h"
#include "contract/schema/schema.h"

namespace lossy::contract {

// Returns a value that the schema of a message accepts. It is the same at each call. An example
// from a client has each field; one to a client has each key that the edge writes. Of a oneof only
// the first member is there. A message within a message of its own type is left out or null.
// `bound` has the names of fields that the topic sets; the example leaves them out.
JsonValue MessageExample(const MessageType& message, Direction direction,
                         const std::vector<std::string>& bound = {});

// Return the examples of an event's payload, of its reply and of a push's payload.
JsonValue RequestExample(const TopicEvent& event);
JsonValue ReplyExample(const TopicEvent& event);
JsonValue PushExample(const TopicPush& push);

// Returns an example of a topic: the pattern with a value for each variable.
std::string TopicExample(const ChannelTopic& topic);

// Returns an example of a topic's variable.
std::string VariableExample(const ChannelTopic& topic, const std::string& variable);

}  // namespace lossy::contract
