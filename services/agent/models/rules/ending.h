#pragma once

#include <optional>

#include "services/agent/models/rules/action.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/rewrite_rule.h"
#include "services/agent/models/rules/subject.h"

namespace lossy::agent {

// Decides whether what follows a complaint may follow the instruction that is made of it.
class Ending {
 public:
  Ending();

  // The instruction to do `action` to the subject, and behind it the clause from `end` on. Nothing
  // when that would not say the same.
  std::optional<Rewritten> Attach(const Action& action, const Subject& subject,
                                  const Sentence& clause, std::size_t end) const;

  // Where the first adverbial of the clause at or after `from` starts, else its end: "the noise |
  // in the room".
  std::size_t FirstAdverbial(const std::vector<std::string>& keys, std::size_t from) const;

 private:
  PhraseSet adverbials_;
  PhraseSet clause_starts_;
  PhraseSet in_vain_;
};

}  // namespace lossy::agent
