#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Speech as plain text: valid UTF-8 without control characters, invisible marks, "<" and ">", with
// straight quotes and plain dashes. The marks of a recogniser for sounds ("[music]", "(laughs)",
// "♪") are removed.
std::string PlainText(absl::string_view speech);

}  // namespace lossy::agent
