#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Appends what the inside of a JSON string says; `raw` is without its quotes. A surrogate without
// its other half becomes U+FFFD, so that valid UTF-8 stays valid. False if an escape is malformed.
// What is appended is never longer than `raw`.
bool AppendUnescaped(absl::string_view raw, std::string* out);

}  // namespace lossy::edge
