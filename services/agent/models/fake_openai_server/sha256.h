#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// 64 hexadecimal digits, lower case.
std::string Sha256Hex(absl::string_view bytes);

}  // namespace lossy::agent
