#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Unescapes `raw`, the text between the quotes of a JSON string, and appends the result, which is
// never longer than `raw`. A surrogate without its other half becomes U+FFFD, so that valid UTF-8
// stays valid. Returns false if an escape is malformed.
bool AppendUnescaped(absl::string_view raw, std::string* out);

}  // namespace lossy::edge
