#pragma once

#include <optional>

#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// A complaint as an instruction.
struct Rewritten {
  Sentence instruction;
  // What the speaker went on to say, as a clause of its own: "I can't hear her".
  Sentence rest;
};

// One shape of complaint. Thread-safe.
class RewriteRule {
 public:
  virtual ~RewriteRule() = default;

  // Nothing when the clause is not exactly of this shape: a note that says too little is worse than
  // one that says it clumsily.
  virtual std::optional<Rewritten> Try(const Sentence& clause) const = 0;
};

}  // namespace lossy::agent
