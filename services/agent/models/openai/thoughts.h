#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// A model's content in two parts.
struct ThoughtlessContent {
  std::string said;      // The content without its thoughts.
  std::string unclosed;  // The thought at the end that has no closing mark. Empty: there is none.
};

// Removes the thoughts that models put into their answers: <think>…</think> and its relatives,
// [THINK]…[/THINK], and the channels of the harmony format other than "final". A closing mark
// without an opening one ends a thought that began with the content. Marks inside a JSON object
// outside of thoughts are text and stay.
ThoughtlessContent WithoutThoughts(absl::string_view content);

// Removes the lines of `prompt` that `content` repeats word for word.
std::string WithoutEcho(absl::string_view content, absl::string_view prompt);

}  // namespace lossy::agent
