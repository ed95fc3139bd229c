#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns a new UUID of version 7 (RFC 9562), in lower case. Such UUIDs sort by the time of their
// creation. Thread-safe.
std::string NewUuid();

// True if `text` is a UUID in its usual form, 8-4-4-4-12 hexadecimal digits of either case.
bool IsUuid(absl::string_view text);

}  // namespace lossy::base
