#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Returns the SHA-256 of `bytes` as 64 hexadecimal digits in lower case.
std::string Sha256Hex(absl::string_view bytes);

}  // namespace lossy::agent
