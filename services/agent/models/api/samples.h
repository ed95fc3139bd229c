#pragma once

#include <cstdint>
#include <vector>

namespace lossy::agent {

// Sound in the form that recognisers take: one channel, signed 16 bits, kSampleRate per second.
using Samples = std::vector<std::int16_t>;

inline constexpr int kSampleRate = 16'000;

}  // namespace lossy::agent
