#pragma once

#include <string>

#include "edge/transcoding/json_source.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// These append the wire form of one value, without a tag; a value that has a length gets it in
// front. When they answer false the source's status says why.

// For the kinds up to kBytes, and kTimestamp.
bool AppendScalarWire(const Field& field, JsonValue& value, const JsonPath& path,
                      JsonSource* source, std::string* out);

// A 64-bit number as it is in JSON: text is no number, and 3.0 is an integer.
bool ReadNumber(JsonValue& value, const JsonPath& path, JsonSource* source, double* number);

// An integer from 0 to 255.
bool ReadByte(JsonValue& value, const JsonPath& path, JsonSource* source, char* byte);

}  // namespace lossy::edge
