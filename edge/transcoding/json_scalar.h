#pragma once

#include <string>

#include "edge/transcoding/json_source.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// On error, these functions set the source's status and return false. `path` names the value in
// errors.

// Appends the protobuf wire form of a JSON value without its tag. If the wire form has a length, it
// includes the length. The field's kind must be one up to kBytes, or kTimestamp.
bool AppendScalarWire(const Field& field, JsonValue& value, const JsonPath& path,
                      JsonSource* source, std::string* out);

// Reads a 64-bit number. A string is not a number; 3.0 is an integer.
bool ReadNumber(JsonValue& value, const JsonPath& path, JsonSource* source, double* number);

// Reads an integer from 0 to 255.
bool ReadByte(JsonValue& value, const JsonPath& path, JsonSource* source, char* byte);

}  // namespace lossy::edge
