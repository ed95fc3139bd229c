#pragma once

#include <string>

#include "contract/model/contract.h"

namespace lossy::contract {

// Returns the contract as one JSON object, for programs such as the playground:
//
//   {"topics": [{
//      "pattern": "board:room:{room}", "variables": ["room"], "example":
//      "board:room:one", "comment": "…", "subscribe": "room:{room}", "presence": true,
//      "session": false, "join": EVENT, "events": [EVENT…], "pushes": [{"name", "comment",
//      "payload": SCHEMA, "example", "binary", "published": true}]}],
//    "errors": [{"reason", "status", "meaning"}],
//    "schemas": {"lossy.sample.v1.RoomMessage": SCHEMA, …, "Error": SCHEMA}}
//
// An EVENT is {"name": "echo", "method": "lossy.sample.v1.RoomService.Echo", "file",
// "comment", "http": true, "set_by_topic": ["room"], "payload": SCHEMA, "example", "binary",
// "reply": SCHEMA, "reply_example", "errors": ["not_found"]}. The name of a join is "phx_join".
// "http" is false for an event that only a socket can send. "set_by_topic" has the fields of the
// request that the topic's variables set. "binary" is the key of the field that a binary frame
// carries, or null. A SCHEMA is JSON Schema 2020-12; a reference begins with "#/schemas/".
std::string ContractJson(const Contract& contract);

}  // namespace lossy::contract
