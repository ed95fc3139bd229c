#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// A new UUID version 7: sorts by the time it was made. Thread-safe.
std::string NewUuid();

// True if `text` is a UUID in its usual form, 8-4-4-4-12 hexadecimal digits of either case.
bool IsUuid(absl::string_view text);

}  // namespace lossy::base
