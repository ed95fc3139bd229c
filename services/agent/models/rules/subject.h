#pragma once

#include <optional>

#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// What a clause is about: "at 1:20, the music" is the thing "the music" at the moment "at 1:20".
struct Subject {
  Sentence thing;
  Sentence moment;
};

// Recognises the words before a verb as a subject.
class Subjects {
 public:
  Subjects();

  // Nothing when the words may be anything but one plain thing: the rules then leave a sentence
  // alone.
  std::optional<Subject> Parse(Sentence words) const;

 private:
  bool IsThing(const std::vector<std::string>& keys) const;
  // Where the thing starts behind an adverbial: 0 when there is none.
  std::size_t ThingAfterMoment(const Sentence& words, const std::vector<std::string>& keys) const;

  PhraseSet prepositions_;
  PhraseSet determiners_;
  PhraseSet never_first_;
  PhraseSet relatives_;
  PhraseSet never_inside_;
};

}  // namespace lossy::agent
