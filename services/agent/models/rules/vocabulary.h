#pragma once

#include <array>

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/topic_entries.h"

namespace lossy::agent {

// The score of each topic in a text: the sum of the weights of its words.
struct Topics {
  std::array<double, kTopics> scores{};

  // Returns the category with the highest score, or GENERAL if no word has enough weight.
  notes::v1::NoteCategory Best() const;
  // Returns the sum of the scores of all categories.
  double Feedback() const;
  Topics& operator+=(const Topics& other);
  // Returns the score of talk that is no feedback.
  double Chatter() const { return scores[kChatter]; }
};

// Computes the topics of a text from a table of words with weights (topic_entries.h). Thread-safe.
class Vocabulary {
 public:
  Vocabulary();

  // Returns the scores of a text. `keys` is the result of Keys(). At each place the longest phrase
  // counts. Each phrase counts once, and the first one counts more.
  Topics Weigh(absl::Span<const std::string> keys) const;

  // Returns the additional scores of an instruction: those of its verb's topic, and of editing if
  // it moves a thing in time.
  Topics WeighInstruction(absl::Span<const std::string> keys) const;

 private:
  PhraseTable<TopicWeight>::Match MatchAt(absl::Span<const std::string> words,
                                          absl::Span<const std::string> stems,
                                          std::size_t at) const;

  // Returns the weight of the thing directly after a verb if its topic overrides that of the verb:
  // an action on music has the topic of music. Otherwise returns nullopt.
  absl::optional<TopicWeight> ObjectBehind(absl::Span<const std::string> words,
                                           absl::Span<const std::string> stems,
                                           std::size_t verb_length) const;
  // True if the instruction moves a thing: "move this", "take the first line and put it …".
  bool Moves(absl::Span<const std::string> words) const;
  // Returns the number of words from `at` on that only name a moment: "when she says the price".
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
