#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace lossy::agent {

// Cuts a long sound where it is quietest, between words if there is any pause, so that no stretch
// takes the recogniser more than `max_seconds` of it at once. Together they are all of `samples`.
std::vector<absl::Span<const std::int16_t>> CutIntoStretches(absl::Span<const std::int16_t> samples,
                                                             double max_seconds);

}  // namespace lossy::agent
