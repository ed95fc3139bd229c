#pragma once

#include <atomic>

#include "services/agent/models/openai/refusal.h"

namespace lossy::agent {

// Which parameters an endpoint takes in a request for chat completion.
struct ChatParameters {
  bool response_format = true;
  bool temperature = true;
  // Newer models want max_completion_tokens instead.
  bool max_tokens = true;
};

// Learns that from what the endpoint refuses, and remembers it. Thread-safe.
class ChatDialect {
 public:
  ChatParameters parameters() const {
    return {.response_format = response_format_,
            .temperature = temperature_,
            .max_tokens = max_tokens_};
  }

  // Of a request that used `used`. Whether it is worth to ask again, without what was refused.
  bool Learn(const ChatParameters& used, const Refusal& refusal);

 private:
  std::atomic<bool> response_format_{true};
  std::atomic<bool> temperature_{true};
  std::atomic<bool> max_tokens_{true};
};

}  // namespace lossy::agent
