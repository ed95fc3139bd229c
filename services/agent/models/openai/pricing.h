#pragma once

#include <cstdint>

#include "services/agent/models/api/usage.h"

namespace lossy::agent {

// The prices of a model in US dollars, each for the amount in its name.
struct Prices {
  double million_input_tokens = 0;
  double million_output_tokens = 0;
  double audio_minute = 0;
};

// Returns the price of `usage` in millionths of a US dollar.
std::int64_t CostMicros(const Prices& prices, const Usage& usage);

}  // namespace lossy::agent
