#pragma once

#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// Takes out what the speaker began and said again: broken-off words, repetitions, and what "no
// wait" or "scratch that" takes back.
class Restarts {
 public:
  Restarts();

  void RemoveFrom(Sentence* sentence) const;

 private:
  void ApplyCorrections(Sentence* sentence) const;
  void RemoveRepeats(Sentence* sentence) const;
  // Where the word that `after` replaces stands shortly before `at`; `at` when there is none.
  std::size_t RoleBefore(absl::Span<const std::string> keys, std::size_t at,
                         std::size_t after) const;

  PhraseSet corrections_;
  PhraseSet replacements_;
  PhraseSet determiners_;
  PhraseSet articles_;
  PhraseSet numbers_;
};

}  // namespace lossy::agent
