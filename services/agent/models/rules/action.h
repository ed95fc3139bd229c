#pragma once

#include "absl/strings/string_view.h"
#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// What to do about a thing: "turn", "down" is "turn down the music", and "turn it down".
struct Action {
  absl::string_view verb;
  absl::string_view particle = "";
  // After the thing: "make the title bigger".
  absl::string_view suffix = "";
};

Sentence Instruction(const Action& action, Sentence thing);

}  // namespace lossy::agent
