#pragma once

#include <optional>

#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// A complaint as an instruction.
struct Rewritten {
  Sentence instruction;
  // The following words, as a clause of its own: "I can't hear her".
  Sentence rest;
};

// One shape of complaint. Thread-safe.
class RewriteRule {
 public:
  virtual ~RewriteRule() = default;

  // Nullopt: the clause does not have exactly this shape. A note without a fact is worse than a
  // clumsy note.
  virtual std::optional<Rewritten> Try(const Sentence& clause) const = 0;
};

}  // namespace lossy::agent
