#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Appends `text` as a JSON string with its quotes. The result is always valid UTF-8: each byte that
// is not becomes U+FFFD.
void AppendJsonString(absl::string_view text, std::string* out);

// Ends an object or a list that has a comma behind each element: `bracket` replaces the last comma,
// if there is one.
void CloseJson(char bracket, std::string* out);

}  // namespace lossy::edge
