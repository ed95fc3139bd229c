#pragma once

#include <optional>

#include "services/agent/models/rules/action.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/rewrite_rule.h"
#include "services/agent/models/rules/subject.h"

namespace lossy::agent {

// Decides if the words after a complaint may follow the instruction that replaces it. Thread-safe.
class Ending {
 public:
  Ending();

  // Returns the instruction to do `action` to the subject, followed by the words of the clause from
  // `end` on. Returns nullopt if that would change the meaning.
  std::optional<Rewritten> Attach(const Action& action, const Subject& subject,
                                  const Sentence& clause, std::size_t end) const;

  // Returns the position of the first adverbial at or after `from`, or else the number of words: 2
  // in "the noise in the room".
  std::size_t FirstAdverbial(const std::vector<std::string>& keys, std::size_t from) const;

 private:
  PhraseSet adverbials_;
  PhraseSet clause_starts_;
  PhraseSet in_vain_;
};

}  // namespace lossy::agent
