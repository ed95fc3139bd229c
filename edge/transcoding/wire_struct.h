#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// The plain JSON of google.protobuf's Struct, Value and ListValue. False when the bytes are
// malformed or nested deeper than kMaxJsonDepth, of which `depth` levels are open already.
bool AppendStructJson(absl::string_view wire, int depth, std::string* out);
bool AppendValueJson(absl::string_view wire, int depth, std::string* out);
bool AppendListJson(absl::string_view wire, int depth, std::string* out);

}  // namespace lossy::edge
