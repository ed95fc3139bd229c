#pragma once

#include <cstdint>
#include <string>

namespace lossy::agent {

// The amounts and the cost of a model's answer. All are zero if no remote model was asked.
struct Usage {
  std::string model;  // As the endpoint names it; empty: none was asked.
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  double audio_seconds = 0;
  std::int64_t cost_micros = 0;  // Millionths of a US dollar.

  // Adds the amounts of a later answer. The model becomes that of the later answer.
  Usage& operator+=(const Usage& later) {
    model = later.model;
    input_tokens += later.input_tokens;
    output_tokens += later.output_tokens;
    audio_seconds += later.audio_seconds;
    cost_micros += later.cost_micros;
    return *this;
  }
};

}  // namespace lossy::agent
