#pragma once

#include <string>

#include "edge/transcoding/json_source.h"

namespace lossy::edge {

// Protobuf parses messages that lie this deep in one another (100), less what a message may be
// wrapped in on its way. An object of plain JSON is three of them, a list two.
inline constexpr int kMaxWireDepth = 96;

// Append the content, without length, of google.protobuf's Struct, Value and ListValue for plain
// JSON, at most kMaxWireDepth deep; `depth` of the messages around it are open already. When they
// answer false the source's status says why.
bool AppendStructWire(JsonValue& value, const JsonPath& path, int depth, JsonSource* source,
                      std::string* out);
// `path` is nullptr for the payload itself.
bool AppendStructWire(simdjson::ondemand::object object, const JsonPath* path, int depth,
                      JsonSource* source, std::string* out);
bool AppendValueWire(JsonValue& value, const JsonPath& path, int depth, JsonSource* source,
                     std::string* out);
bool AppendListWire(JsonValue& value, const JsonPath& path, int depth, JsonSource* source,
                    std::string* out);

}  // namespace lossy::edge
