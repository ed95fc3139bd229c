#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The parsed body of a successful response of POST /chat/completions.
struct ChatCompletion {
  // The model's text, followed by the arguments of the functions that it called. It does not
  // contain the thoughts that the endpoint marks.
  std::string content;
  // The reason why the answer is unusable, for logs and metrics. Empty: `content` has words.
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
  // True if the answer reached the limit of tokens, so that it may be incomplete.
  bool cut = false;
  std::string model;  // The model's name; empty if the response has none.
  absl::optional<std::int64_t> input_tokens;
  absl::optional<std::int64_t> output_tokens;
};

// Parses the body of OpenAI's API or of a compatible server. Reports errors in
// ChatCompletion::problem.
ChatCompletion ParseChatCompletion(const std::string& json);

}  // namespace lossy::agent
