#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lossy::base {

// Returns the names of the flags of all programs of Lossy, and of the variables that its scripts
// read ("port" for LOSSY_PORT), sorted. A program uses it to distinguish a misspelt variable from
// one for another program. tests/architecture/known_flags_are_all_flags.sh compares it with the
// sources.
absl::Span<const absl::string_view> KnownFlags();

}  // namespace lossy::base
