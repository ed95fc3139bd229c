#pragma once

#include <string>

#include "edge/transcoding/json_source.h"

namespace lossy::edge {

// Appends the length and the content of a bytes field. `value` must be one of: a base64 string, a
// list of integers from 0 to 255, or the JSON of a JavaScript Uint8Array ({"0": n, "1": n}). For
// any other value it sets the source's status and returns false.
bool AppendBytesWire(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out);

}  // namespace lossy::edge
