#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// As base::AppendJsonString for text that may be no UTF-8: each byte that belongs to no character
// becomes U+FFFD.
void AppendJsonString(absl::string_view text, std::string* out);

// Ends an object or a list that has a comma behind each element: `bracket` replaces the last comma,
// if there is one.
void CloseJson(char bracket, std::string* out);

}  // namespace lossy::edge
