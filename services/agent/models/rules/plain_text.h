#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Speech as plain text: valid UTF-8 without control characters, invisible marks, "<" and ">";
// straight quotes, plain dashes; without what a recogniser puts in for sounds ("[music]",
// "(laughs)", "♪").
std::string PlainText(absl::string_view speech);

}  // namespace lossy::agent
