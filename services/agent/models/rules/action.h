#pragma once

#include <string>

#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// An instruction about a thing: "turn" and "down" make "turn down the music" and "turn it down".
struct Action {
  std::string verb;
  std::string particle;
  std::string suffix;  // Stands behind the thing: "make the title bigger".
};

// The action as a sentence about `thing`.
Sentence Instruction(const Action& action, Sentence thing);

}  // namespace lossy::agent
