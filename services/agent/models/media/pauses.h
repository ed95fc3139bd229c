#pragma once

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// The middle of the longest pause between words, in seconds from the first sample: where the sound
// stays near the quietest that it is, for longer than inside a word. Noise that does not change is
// no sound. Of several equally long pauses, the last. Nullopt: there is none.
absl::optional<double> FindPause(absl::Span<const std::int16_t> samples);

}  // namespace lossy::agent
