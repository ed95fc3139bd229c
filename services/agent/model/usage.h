#pragma once

#include <cstdint>
#include <string>

namespace lossy::agent {

// What an answer cost. Nothing, where no remote model was asked.
struct Usage {
  std::string model;  // As the endpoint names it; empty: none was asked.
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  double audio_seconds = 0;
  std::int64_t cost_micros = 0;  // Millionths of a US dollar.
};

}  // namespace lossy::agent
