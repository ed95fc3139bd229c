#pragma once

#include <array>

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/topic_entries.h"

namespace lossy::agent {

// The weight of each topic in a text.
struct Topics {
  std::array<double, kTopics> scores{};

  // The category with the highest score. GENERAL: no word has enough weight.
  notes::v1::NoteCategory Best() const;
  // The sum of the scores of all categories.
  double Feedback() const;
  Topics& operator+=(const Topics& other);
  double Chatter() const { return scores[kChatter]; }
};

// Weighs the words of a text by their topics. Thread-safe.
class Vocabulary {
 public:
  Vocabulary();

  // `keys` are those of Keys(). The longest phrase counts, each only once, and the first one more.
  Topics Weigh(absl::Span<const std::string> keys) const;

  // The additional weight of an instruction: the topic of its verb, and editing where it moves a
  // thing in time.
  Topics WeighInstruction(absl::Span<const std::string> keys) const;

 private:
  PhraseTable<TopicWeight>::Match MatchAt(absl::Span<const std::string> words,
                                          absl::Span<const std::string> stems,
                                          std::size_t at) const;

  // The thing directly behind a verb, if its topic counts more than that of the verb. An action on
  // music or a title has the topic of music or a title.
  absl::optional<TopicWeight> ObjectBehind(absl::Span<const std::string> words,
                                           absl::Span<const std::string> stems,
                                           std::size_t verb_length) const;
  // True if the instruction moves a thing: "move this", "take the first line and put it …".
  bool Moves(absl::Span<const std::string> words) const;
  // The number of words from `at` on that only name a moment: "when she says the price".
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
