#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// These functions append the JSON that a google.protobuf.Struct, Value or ListValue in wire form
// stands for. `depth` is the number of JSON levels around the value. They return false if the bytes
// are malformed, or nested deeper than kMaxJsonDepth.
bool AppendStructJson(absl::string_view wire, int depth, std::string* out);
bool AppendValueJson(absl::string_view wire, int depth, std::string* out);
bool AppendListJson(absl::string_view wire, int depth, std::string* out);

}  // namespace lossy::edge
