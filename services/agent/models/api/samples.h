#pragma once

#include <cstdint>
#include <vector>

namespace lossy::agent {

// Decoded sound for recognisers: one channel, signed 16-bit samples, kSampleRate samples per
// second.
using Samples = std::vector<std::int16_t>;

inline constexpr int kSampleRate = 16'000;

}  // namespace lossy::agent
