#pragma once

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// Returns the middle of the longest pause between words, in seconds from the first sample. In a
// pause the sound stays near its quietest level for longer than inside a word; constant noise
// counts as silence. Of several equally long pauses, returns the last. Returns nullopt if there is
// no pause.
absl::optional<double> FindPause(absl::Span<const std::int16_t> samples);

}  // namespace lossy::agent
