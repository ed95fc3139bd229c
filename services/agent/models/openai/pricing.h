#pragma once

#include <cstdint>

#include "services/agent/models/api/usage.h"

namespace lossy::agent {

// Prices in US dollars.
struct Prices {
  double million_input_tokens = 0;
  double million_output_tokens = 0;
  double audio_minute = 0;
};

// The price of `usage` in millionths of a US dollar.
std::int64_t CostMicros(const Prices& prices, const Usage& usage);

}  // namespace lossy::agent
