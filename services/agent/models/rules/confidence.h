#pragma once

#include "services/agent/models/rules/signals.h"
#include "services/agent/models/rules/vocabulary.h"

namespace lossy::agent {

// What is known of an utterance.
struct Evidence {
  Signals signals;
  Topics topics;
  // It says what to do.
  bool instructs = false;
};

// Whether it only says that something is good.
bool IsPraise(const Evidence& evidence);

// Whether it is rather addressed to somebody else in the room.
bool IsChatter(const Evidence& evidence);

// 0 to 1: how clear it is what to do. About 0.9 for an instruction, 0.6 to 0.75 for one that is put
// tentatively, 0.6 for praise, below 0.3 for talk in which nothing is recognised.
double Confidence(const Evidence& evidence);

}  // namespace lossy::agent
