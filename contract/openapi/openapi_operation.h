#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "contract/json_value/json_value.h"
#include "contract/model/contract.h"

namespace lossy::contract {

// Returns the operation of an event that a unary method answers: POST /api/topics/{topic}/{event}.
// `id` is its operationId.
JsonValue EventOperation(const ChannelTopic& topic, const TopicEvent& event, const std::string& id);

// Returns the operation of a topic's event stream: GET /api/topics/{topic}.
JsonValue FollowOperation(const ChannelTopic& topic, const std::string& id);

}  // namespace lossy::contract
