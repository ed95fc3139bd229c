#pragma once

#include <vector>

#include "services/agent/models/rules/filler_rows.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// True if a word, in the form of Word::key, is a sound of hesitation or attention: "um", "uhhh",
// "hmm", "mhm".
bool IsHesitation(const std::string& key);

// Removes words that a speaker says only to keep talking: "um", "you know", "kind of". Thread-safe.
class Fillers {
 public:
  Fillers();

  void RemoveFrom(Sentence* sentence) const;

 private:
  struct Rule {
    explicit Rule(const FillerRow& row);

    FillerPosition place;
    PhraseTable<bool> phrase;
    PhraseTable<bool> not_after, not_before, only_after, only_before;
    bool has_only_after, has_only_before;
  };

  std::size_t MatchAt(const Sentence& sentence, const std::vector<std::string>& keys,
                      std::size_t at) const;

  std::vector<Rule> rules_;
};

}  // namespace lossy::agent
