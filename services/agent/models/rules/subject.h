#pragma once

#include <optional>

#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// The subject of a clause and a moment in the video: "at 1:20, the music" has the thing "the music"
// and the moment "at 1:20".
struct Subject {
  Sentence thing;
  Sentence moment;
};

// Recognises the words before a verb as a subject. Thread-safe.
class Subjects {
 public:
  Subjects();

  // Returns nullopt if the words may not be one plain thing. The rules then keep the sentence.
  std::optional<Subject> Parse(Sentence words) const;

 private:
  bool IsThing(const std::vector<std::string>& keys) const;
  // Returns the position of the thing after an adverbial. Returns 0 if there is no adverbial.
  std::size_t ThingAfterMoment(const Sentence& words, const std::vector<std::string>& keys) const;

  PhraseSet prepositions_;
  PhraseSet determiners_;
  PhraseSet never_first_;
  PhraseSet relatives_;
  PhraseSet never_inside_;
};

}  // namespace lossy::agent
