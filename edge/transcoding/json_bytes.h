#pragma once

#include <string>

#include "edge/transcoding/json_source.h"

namespace lossy::edge {

// Appends length and content of a bytes field. The value is base64, a list of integers from 0 to
// 255, or the JSON of a Uint8Array: {"0": n, "1": n}.
bool AppendBytesWire(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out);

}  // namespace lossy::edge
