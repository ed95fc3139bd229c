#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Decodes `text` and appends the bytes. Accepts both alphabets (RFC 4648, sections 4 and 5), with
// or without padding. Returns false for any other text; the bytes appended by then are undefined.
bool AppendBase64Decoded(absl::string_view text, std::string* out);

}  // namespace lossy::edge
