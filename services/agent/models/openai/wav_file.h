#pragma once

#include <string>

#include "absl/types/span.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// Returns a WAV file with these samples: 16 kHz, one channel, 16 bits. Every speech server decodes
// this format. `samples` must have less than 2 GiB.
std::string WavFile(absl::Span<const std::int16_t> samples);

}  // namespace lossy::agent
