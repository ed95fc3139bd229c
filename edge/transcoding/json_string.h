#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Appends `text` as a JSON string with quotes. Unlike base::AppendJsonString, it accepts text that
// is not UTF-8: each byte outside of a valid sequence becomes U+FFFD.
void AppendJsonString(absl::string_view text, std::string* out);

// Ends a JSON object or list that has a comma after each element. `bracket` replaces the last
// comma, if there is one.
void CloseJson(char bracket, std::string* out);

}  // namespace lossy::edge
