#pragma once

#include <string>

#include "edge/transcoding/json_source.h"

namespace lossy::edge {

// The most levels of nested messages in the wire form of a payload. Protobuf parses at most 100;
// the rest is for the messages around the payload. A JSON object takes three levels, a list two.
inline constexpr int kMaxWireDepth = 96;

// These functions append the wire form, without its length, of google.protobuf.Struct, Value or
// ListValue for a JSON value of any content. `depth` is the number of messages around the value. On
// error, also if more than kMaxWireDepth messages are nested, they set the source's status and
// return false.
bool AppendStructWire(JsonValue& value, const JsonPath& path, int depth, JsonSource* source,
                      std::string* out);
// As above. `path` is nullptr for the payload itself.
bool AppendStructWire(simdjson::ondemand::object object, const JsonPath* path, int depth,
                      JsonSource* source, std::string* out);
bool AppendValueWire(JsonValue& value, const JsonPath& path, int depth, JsonSource* source,
                     std::string* out);
bool AppendListWire(JsonValue& value, const JsonPath& path, int depth, JsonSource* source,
                    std::string* out);

}  // namespace lossy::edge
