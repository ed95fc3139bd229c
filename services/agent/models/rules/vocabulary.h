#pragma once

#include <array>

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/topic_entries.h"

namespace lossy::agent {

struct Topics {
  std::array<double, kTopics> scores{};

  // The category with the highest score, and that score; GENERAL and 0 when no word told.
  notes::v1::NoteCategory Best() const;
  // How much speaks for feedback of any category.
  double Feedback() const;
  Topics& operator+=(const Topics& other);
  double Chatter() const { return scores[kChatter]; }
};

// Weighs the words of a text by what they are about.
class Vocabulary {
 public:
  Vocabulary();

  // `keys` as Keys() gives them. The longest phrase counts, each only once, and the first for more.
  Topics Weigh(absl::Span<const std::string> keys) const;

  // What tells of an instruction beside its words: what its verb is about, and that moving things
  // about in time is editing.
  Topics WeighInstruction(absl::Span<const std::string> keys) const;

 private:
  PhraseTable<TopicWeight>::Match MatchAt(absl::Span<const std::string> words,
                                          absl::Span<const std::string> stems,
                                          std::size_t at) const;

  // The thing right behind a verb, if it tells more than the verb: what is done with music or a
  // title is about music or a title.
  absl::optional<TopicWeight> ObjectBehind(absl::Span<const std::string> words,
                                           absl::Span<const std::string> stems,
                                           std::size_t verb_length) const;
  // Whether something is to be put elsewhere: "move this", "take the first line and put it …".
  bool Moves(absl::Span<const std::string> words) const;
  // How many of the words from `at` on only say at which moment, as in "when she says the price".
  std::size_t MomentLength(absl::Span<const std::string> words, std::size_t at) const;

  PhraseSet moving_;
  PhraseSet moments_;
  PhraseSet determiners_;
  PhraseSet how_;
  PhraseSet moment_starts_;
  PhraseSet moment_ends_;
  PhraseTable<TopicWeight> exact_;
  PhraseTable<TopicWeight> stems_;
};

}  // namespace lossy::agent
