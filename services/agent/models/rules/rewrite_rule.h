#pragma once

#include <optional>

#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// A complaint that a rule rewrote as an instruction.
struct Rewritten {
  Sentence instruction;
  // The words after it that are a separate clause: "I can't hear her".
  Sentence rest;
};

// The interface of the rules that rewrite complaints, one rule for each form of complaint.
// Thread-safe.
class RewriteRule {
 public:
  virtual ~RewriteRule() = default;

  // Returns nullopt unless the clause has exactly this form. The rule must not lose a fact: a
  // clumsy note is better than an incomplete one.
  virtual std::optional<Rewritten> Try(const Sentence& clause) const = 0;
};

}  // namespace lossy::agent
