#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Returns recognised speech as plain text: valid UTF-8 without control characters, invisible marks,
// "<" and ">", with straight quotes and plain dashes. Removes a recogniser's marks for sounds:
// "[music]", "(laughs)", "♪".
std::string PlainText(absl::string_view speech);

}  // namespace lossy::agent
