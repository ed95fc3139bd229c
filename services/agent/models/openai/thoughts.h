#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// A model's content without its thoughts, the reasoning text before the answer.
struct ThoughtlessContent {
  std::string said;      // The content without its thoughts.
  std::string unclosed;  // A last thought without a closing mark. Empty: there is none.
};

// Removes the thoughts from an answer: <think>…</think> and similar marks, [THINK]…[/THINK], and
// the channels of OpenAI's harmony format other than "final". A closing mark without an opening one
// ends a thought that began with the content. Marks inside a JSON object that is not in a thought
// are text and stay.
ThoughtlessContent WithoutThoughts(absl::string_view content);

// Returns `content` without the lines of `prompt` that it repeats word for word.
std::string WithoutEcho(absl::string_view content, absl::string_view prompt);

}  // namespace lossy::agent
