#pragma once

#include <atomic>

#include "services/agent/models/openai/refusal.h"

namespace lossy::agent {

// The optional parameters that an endpoint accepts in a request for chat completion.
struct ChatParameters {
  bool response_format = true;
  bool temperature = true;
  // False: the endpoint accepts max_completion_tokens instead, as newer models do.
  bool max_tokens = true;
};

// Remembers which of these parameters an endpoint has rejected, so that later requests omit them.
// Thread-safe.
class ChatDialect {
 public:
  // Returns the parameters for the next request.
  ChatParameters parameters() const {
    return {.response_format = response_format_,
            .temperature = temperature_,
            .max_tokens = max_tokens_};
  }

  // Remembers the parameter that caused `refusal` of a request with the parameters `used`. Returns
  // true if the caller should send the request again without that parameter.
  bool Learn(const ChatParameters& used, const Refusal& refusal);

 private:
  std::atomic<bool> response_format_{true};
  std::atomic<bool> temperature_{true};
  std::atomic<bool> max_tokens_{true};
};

}  // namespace lossy::agent
