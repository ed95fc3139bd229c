#pragma once

#include <string>

#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// The verb phrase of an instruction. The verb "turn" with the particle "down" makes "turn down the
// music" and "turn it down".
struct Action {
  std::string verb;
  std::string particle;
  std::string suffix;  // The word after the thing: "bigger" in "make the title bigger".
};

// Returns the action as a sentence about `thing`.
Sentence Instruction(const Action& action, Sentence thing);

}  // namespace lossy::agent
