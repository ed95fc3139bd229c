#pragma once

#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Checks a property in a fuzz target. Unless `holds` is true, prints `what` and aborts the process,
// which libFuzzer reports as a finding.
void Require(bool holds, absl::string_view what);

// Splits `input` into pieces of pseudo-random sizes from 1 to 256 bytes. The sizes depend only on
// the input's bytes, so that a finding can be repeated. The pieces are views of `input`.
std::vector<absl::string_view> InPieces(absl::string_view input);

}  // namespace lossy::base
