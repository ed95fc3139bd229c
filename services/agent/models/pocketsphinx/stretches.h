#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace lossy::agent {

// Cuts a long sound at its quietest places, which are pauses between words where there are any,
// into stretches of at most `max_seconds`. Together they are all of `samples`.
std::vector<absl::Span<const std::int16_t>> CutIntoStretches(absl::Span<const std::int16_t> samples,
                                                             double max_seconds);

}  // namespace lossy::agent
