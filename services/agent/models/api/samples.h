#pragma once

#include <cstdint>
#include <vector>

namespace lossy::agent {

// Sound as the recogniser takes it: one channel of 16 bits.
using Samples = std::vector<std::int16_t>;

inline constexpr int kSampleRate = 16'000;

}  // namespace lossy::agent
