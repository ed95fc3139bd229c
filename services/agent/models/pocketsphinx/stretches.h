#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace lossy::agent {

// Divides a long sound at its quietest places, pauses between words if possible, into stretches of
// at most `max_seconds`. The results are views of `samples` and together cover all of it.
std::vector<absl::Span<const std::int16_t>> CutIntoStretches(absl::Span<const std::int16_t> samples,
                                                             double max_seconds);

}  // namespace lossy::agent
