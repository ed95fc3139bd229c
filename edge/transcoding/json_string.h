#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Appends `text` as a JSON string with its quotes. Whatever the bytes are, what is appended is
// valid UTF-8: each byte that is none becomes U+FFFD.
void AppendJsonString(absl::string_view text, std::string* out);

// Ends an object or a list that was written with a comma behind each element: `bracket` takes the
// place of the last comma, if there is one.
void CloseJson(char bracket, std::string* out);

}  // namespace lossy::edge
