#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// What an endpoint answered to a request for chat completion.
struct ChatCompletion {
  // OK: `content` has words. UNAVAILABLE: the model refused, or said nothing, or this is no chat
  // completion. Asked again, it may do better.
  absl::Status status;
  std::string content;
  std::string model;  // Empty where it is missing.
  absl::optional<std::int64_t> input_tokens;
  absl::optional<std::int64_t> output_tokens;
};

ChatCompletion ParseChatCompletion(const std::string& json);

}  // namespace lossy::agent
