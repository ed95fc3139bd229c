#pragma once

#include <string>

#include "absl/types/span.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// A WAV file of these samples: 16 kHz, one channel, 16 bits. Every speech server decodes this form.
// At most 2 GiB of samples.
std::string WavFile(absl::Span<const std::int16_t> samples);

}  // namespace lossy::agent
