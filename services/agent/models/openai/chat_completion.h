#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// A successful response to a request for chat completion.
struct ChatCompletion {
  // The model's text, and behind it the arguments of the functions that it called. Its thoughts are
  // left out where the endpoint marks them.
  std::string content;
  // The reason why the answer is useless, as a word for logs and metrics. Empty: `content` has
  // words.
  //
  //   not_json        the response is no chat completion
  //   error           it is an error object, although the status is a success
  //   no_choices      it has no message
  //   refusal         the model refused to answer
  //   content_filter  the endpoint's filter stopped the answer
  //   reasoning_only  it has thoughts and no answer
  //   length          the answer reached the limit of tokens before its first word
  //   empty           it has no text
  std::string problem;
  // The answer reached the limit of tokens and may be incomplete.
  bool cut = false;
  std::string model;  // Empty where it is missing.
  absl::optional<std::int64_t> input_tokens;
  absl::optional<std::int64_t> output_tokens;
};

// Parses the response of OpenAI's API, or of a compatible server. Errors are in `problem`.
ChatCompletion ParseChatCompletion(const std::string& json);

}  // namespace lossy::agent
