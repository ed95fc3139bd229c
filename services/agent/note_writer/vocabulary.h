#pragma once

#include <array>

#include "absl/types/span.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/note_writer/phrases.h"

namespace lossy::agent {

// What words are about: the categories of notes by their number, and talk that is no feedback at
// all.
inline constexpr int kChatter = notes::v1::NoteCategory_ARRAYSIZE;
inline constexpr int kTopics = kChatter + 1;

struct Topics {
  std::array<double, kTopics> scores{};

  // The category with the highest score, and that score; GENERAL and 0 when no word told.
  notes::v1::NoteCategory Best() const;
  // How much speaks for feedback of any category.
  double Feedback() const;
  Topics& operator+=(const Topics& other);
  double Chatter() const { return scores[kChatter]; }
};

struct Entry {
  int topic;
  double weight;
  // As in ExpandPattern. All forms of a word count, except after "=".
  absl::string_view pattern;
};

// The words of feedback, and those of talk that is none.
absl::Span<const Entry> FeedbackEntries();
absl::Span<const Entry> ChatterEntries();

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
  void Add(absl::Span<const Entry> entries);
  PhraseTable<const Entry*>::Match MatchAt(absl::Span<const std::string> words,
                                           absl::Span<const std::string> stems,
                                           std::size_t at) const;

  PhraseSet moving_;
  PhraseSet moments_;
  PhraseTable<const Entry*> exact_;
  PhraseTable<const Entry*> stems_;
};

}  // namespace lossy::agent
