#pragma once

#include <string>

#include "edge/transcoding/json_source.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// These append the wire form of one value without its tag. A value with a length begins with it. On
// error they return false and set the source's status.

// For kinds up to kBytes, and for kTimestamp.
bool AppendScalarWire(const Field& field, JsonValue& value, const JsonPath& path,
                      JsonSource* source, std::string* out);

// Reads a 64-bit number. A string is not a number; 3.0 is an integer.
bool ReadNumber(JsonValue& value, const JsonPath& path, JsonSource* source, double* number);

// Reads an integer from 0 to 255.
bool ReadByte(JsonValue& value, const JsonPath& path, JsonSource* source, char* byte);

}  // namespace lossy::edge
