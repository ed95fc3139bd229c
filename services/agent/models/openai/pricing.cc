#include "services/agent/models/openai/pricing.h"

#include <cmath>

namespace lossy::agent {

std::int64_t CostMicros(const Prices& prices, const Usage& usage) {
  // Dollars for a million tokens are millionths of a dollar for one.
  const double tokens = prices.million_input_tokens * static_cast<double>(usage.input_tokens) +
                        prices.million_output_tokens * static_cast<double>(usage.output_tokens);
  const double audio = prices.audio_minute * 1e6 * usage.audio_seconds / 60;
  return std::llround(tokens + audio);
}

}  // namespace lossy::agent
