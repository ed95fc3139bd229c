#pragma once

#include "services/agent/models/rules/signals.h"
#include "services/agent/models/rules/vocabulary.h"

namespace lossy::agent {

// The properties of an utterance that decide its confidence.
struct Evidence {
  Signals signals;
  Topics topics;
  // It is an instruction.
  bool instructs = false;
};

// True if the utterance only praises something.
bool IsPraise(const Evidence& evidence);

// True if the speaker rather talked to another person in the room.
bool IsChatter(const Evidence& evidence);

// The clarity of the instruction, from 0 to 1: about 0.9 for an instruction, 0.6 to 0.75 for a
// tentative one, 0.6 for praise, below 0.3 for talk without a recognised word.
double Confidence(const Evidence& evidence);

}  // namespace lossy::agent
