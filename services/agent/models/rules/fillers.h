#pragma once

#include <vector>

#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// Whether a word is a sound of hesitation or attention: "um", "uhhh", "hmm", "mhm".
bool IsHesitation(const std::string& key);

// Takes out what is said only to keep talking: "um", "you know", "kind of", "or something".
class Fillers {
 public:
  Fillers();

  void RemoveFrom(Sentence* sentence) const;

 private:
  enum class Where {
    kAnywhere,
    // At the start of the sentence.
    kStart,
    // At its end.
    kEnd,
    // Between commas, or between a comma and an end of the sentence.
    kSetOff,
  };
  struct Row {
    absl::string_view pattern;
    Where where = Where::kAnywhere;
    // Choices of words, as in ExpandPattern; empty means no condition.
    absl::string_view not_after = "";
    absl::string_view not_before = "";
    absl::string_view only_after = "";
    absl::string_view only_before = "";
  };
  struct Rule {
    explicit Rule(const Row& row);

    Where where;
    PhraseTable<bool> phrase;
    PhraseTable<bool> not_after, not_before, only_after, only_before;
    bool has_only_after, has_only_before;
  };

  static absl::Span<const Row> Rows();

  std::size_t MatchAt(const Sentence& sentence, const std::vector<std::string>& keys,
                      std::size_t at) const;

  std::vector<Rule> rules_;
};

}  // namespace lossy::agent
