#pragma once

#include <string>

#include "edge/transcoding/json_source.h"

namespace lossy::edge {

// Protobuf parses at most 100 levels of nested messages; some are left for the messages around the
// payload. An object of plain JSON takes three levels, a list two.
inline constexpr int kMaxWireDepth = 96;

// Append the content, without its length, of google.protobuf's Struct, Value and ListValue for
// plain JSON. `depth` is the number of messages around the value; at most kMaxWireDepth may be
// nested. On error they return false and set the source's status.
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
