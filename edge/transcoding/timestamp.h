#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Converts google.protobuf.Timestamp (`seconds` since the Unix epoch, and `nanos` from 0 to
// 999,999,999) to and from RFC 3339. Both functions return false outside of the years 1 to 9999.

// Appends the time in UTC with quotes: "2025-10-25T12:00:00Z". It has milliseconds or microseconds
// if they are not zero.
bool AppendTimestampJson(std::int64_t seconds, std::int64_t nanos, std::string* out);

// Parses a time with any UTC offset, without quotes. It drops digits after the nanoseconds.
bool ParseTimestamp(absl::string_view text, std::int64_t* seconds, std::int32_t* nanos);

}  // namespace lossy::edge
