#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Appends the bytes that `text` stands for. Takes both alphabets (RFC 4648, sections 4 and 5), with
// padding or without. False when it is neither; what was appended by then is of no use.
bool AppendBase64Decoded(absl::string_view text, std::string* out);

}  // namespace lossy::edge
