#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// google.protobuf.Timestamp as RFC 3339 in UTC. Both functions return false outside of the years 1
// to 9999.

// Appends "2025-10-25T12:00:00Z", with quotes; with milliseconds or microseconds if they are not
// zero. `nanos` is 0 to 999,999,999.
bool AppendTimestampJson(std::int64_t seconds, std::int64_t nanos, std::string* out);

// Parses a timestamp with any offset. Digits behind the nanoseconds are dropped.
bool ParseTimestamp(absl::string_view text, std::int64_t* seconds, std::int32_t* nanos);

}  // namespace lossy::edge
