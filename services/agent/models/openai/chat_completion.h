#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// What an endpoint answered, with success, to a request for chat completion.
struct ChatCompletion {
  // What the model said: its text, and then the arguments of the functions that it called instead.
  // Without what it is known to have thought.
  std::string content;
  // Why the answer is of no use, as a word for logs and metrics. Empty: `content` has words.
  //
  //   not_json        this is no chat completion
  //   error           an error object, although the status was a success
  //   no_choices      there is no message
  //   refusal         the model refused
  //   content_filter  the endpoint's filter stopped it
  //   reasoning_only  thoughts, and no answer
  //   length          nothing yet at the bound for tokens
  //   empty           nothing at all
  std::string problem;
  // The bound for tokens was reached: there may be more to say.
  bool cut = false;
  std::string model;  // Empty where it is missing.
  absl::optional<std::int64_t> input_tokens;
  absl::optional<std::int64_t> output_tokens;
};

// Understands what OpenAI's API, and servers that are compatible with it, answer. Never fails.
ChatCompletion ParseChatCompletion(const std::string& json);

}  // namespace lossy::agent
