#pragma once

#include <string>

#include "edge/transcoding/json_source.h"

namespace lossy::edge {

// Append the content, without length, of google.protobuf's Struct, Value and ListValue for plain
// JSON that is nested `depth` deep already. When they answer false the source's status says why.
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
