#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::contract {

// A part of a topic pattern between colons: a literal, or the name of a variable.
struct TopicSegment {
  bool is_variable = false;
  std::string text;
};

// Splits a topic pattern such as "board:room:{room}".
std::vector<TopicSegment> TopicSegments(absl::string_view pattern);

// Returns the pattern without the names of its variables: "board:room:{}". Patterns with the same
// shape match the same topics.
std::string TopicShape(absl::string_view pattern);

// Returns the names of the pattern's variables, in order.
std::vector<std::string> TopicVariables(absl::string_view pattern);

}  // namespace lossy::contract
