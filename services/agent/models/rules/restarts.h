#pragma once

#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// Removes words that the speaker began and replaced: broken-off words, repetitions, and words
// before "no wait" or "scratch that". Thread-safe.
class Restarts {
 public:
  Restarts();

  // Removes them from `sentence`.
  void RemoveFrom(Sentence* sentence) const;

 private:
  void ApplyCorrections(Sentence* sentence) const;
  void RemoveRepeats(Sentence* sentence) const;
  // Returns the position, shortly before `at`, of the word that the word at `after` replaces.
  // Returns `at` if there is none.
  std::size_t RoleBefore(absl::Span<const std::string> keys, std::size_t at,
                         std::size_t after) const;

  PhraseSet corrections_;
  PhraseSet replacements_;
  PhraseSet determiners_;
  PhraseSet articles_;
  PhraseSet numbers_;
};

}  // namespace lossy::agent
