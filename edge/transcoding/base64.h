#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Decodes base64 and appends the bytes to `out`. Accepts both alphabets (RFC 4648, sections 4 and
// 5), with or without padding. Returns false for any other text; the appended bytes are then
// undefined.
bool AppendBase64Decoded(absl::string_view text, std::string* out);

}  // namespace lossy::edge
