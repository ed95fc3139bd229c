#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// These append the plain JSON of google.protobuf's Struct, Value and ListValue. They return false
// if the bytes are malformed or nested deeper than kMaxJsonDepth. `depth` is the number of levels
// around the value.
bool AppendStructJson(absl::string_view wire, int depth, std::string* out);
bool AppendValueJson(absl::string_view wire, int depth, std::string* out);
bool AppendListJson(absl::string_view wire, int depth, std::string* out);

}  // namespace lossy::edge
