#pragma once

#include <optional>

#include "services/agent/models/rules/action.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/rewrite_rule.h"
#include "services/agent/models/rules/subject.h"

namespace lossy::agent {

// Decides whether the words behind a complaint may follow its instruction. Thread-safe.
class Ending {
 public:
  Ending();

  // The instruction to do `action` to the subject, followed by the clause from `end` on. Nullopt:
  // the meaning would change.
  std::optional<Rewritten> Attach(const Action& action, const Subject& subject,
                                  const Sentence& clause, std::size_t end) const;

  // The start of the first adverbial at or after `from`, or else the end of the clause: "the noise
  // | in the room".
  std::size_t FirstAdverbial(const std::vector<std::string>& keys, std::size_t from) const;

 private:
  PhraseSet adverbials_;
  PhraseSet clause_starts_;
  PhraseSet in_vain_;
};

}  // namespace lossy::agent
