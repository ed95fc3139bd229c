#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// What words are about: the categories of notes by their number, and talk that is no feedback at
// all.
inline constexpr int kChatter = notes::v1::NoteCategory_ARRAYSIZE;
inline constexpr int kTopics = kChatter + 1;

// What a phrase is about, and how much that tells: a thing by its name weighs 4 to 6, what is
// mostly said of one category 3, a hint 1 to 2.
struct Entry {
  int topic;
  double weight;
  // As in ExpandPattern. All forms of a word count, except after "=".
  absl::string_view pattern;
};

// The phrases of each category, and of talk that is no feedback. Where several have the same
// phrase, the first in this order has it.
absl::Span<const Entry> PacingEntries();
absl::Span<const Entry> AudioEntries();
absl::Span<const Entry> VisualEntries();
absl::Span<const Entry> EditingEntries();
absl::Span<const Entry> ColorEntries();
absl::Span<const Entry> GraphicsEntries();
absl::Span<const Entry> ContentEntries();
absl::Span<const Entry> OtherEntries();
absl::Span<const Entry> GeneralEntries();
absl::Span<const Entry> ChatterEntries();

}  // namespace lossy::agent
