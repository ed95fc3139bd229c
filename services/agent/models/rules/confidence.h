#pragma once

#include "services/agent/models/rules/signals.h"
#include "services/agent/models/rules/vocabulary.h"

namespace lossy::agent {

// The properties of an utterance that decide its confidence.
struct Evidence {
  Signals signals;
  Topics topics;
  // True if the utterance is an instruction.
  bool instructs = false;
  // True if the recogniser mistakes words often.
  bool doubtful = false;
};

// True if the utterance only praises something.
bool IsPraise(const Evidence& evidence);

// True if the speaker probably talked to another person in the room.
bool IsChatter(const Evidence& evidence);

// Returns the clarity of the instruction, from 0 to 1: about 0.9 for an instruction, 0.6 to 0.75
// for a tentative one, 0.6 for praise, and below 0.3 for talk without a word of the vocabulary. For
// doubtful words the last is 0.3, because the recogniser may have mistaken the word.
double Confidence(const Evidence& evidence);

}  // namespace lossy::agent
