#pragma once

#include <cstddef>

#include "absl/flags/flag.h"
#include "absl/time/time.h"

namespace lossy::base {

// Functions that return the value of a numeric flag in the type of an option. Thread-safe after the
// command line was read.

// Returns a flag that counts bytes or items. Its range (flag_range.h) must exclude negative
// numbers.
template <typename T>
std::size_t FlagSize(const absl::Flag<T>& flag) {
  return static_cast<std::size_t>(absl::GetFlag(flag));
}

// Returns a flag whose unit is the millisecond.
template <typename T>
absl::Duration FlagMilliseconds(const absl::Flag<T>& flag) {
  return absl::Milliseconds(absl::GetFlag(flag));
}

// Returns a flag whose unit is the second.
template <typename T>
absl::Duration FlagSeconds(const absl::Flag<T>& flag) {
  return absl::Seconds(absl::GetFlag(flag));
}

}  // namespace lossy::base
