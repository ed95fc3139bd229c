#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// What a model made of an utterance.
struct NoteAnswer {
  notes::v1::NoteCategory category = notes::v1::NOTE_CATEGORY_GENERAL;
  std::string text;       // As a draft has it; not empty.
  double confidence = 0;  // 0 to 1, with two decimals.
};

inline constexpr double kUnknownConfidence = 0.5;

// The last JSON object in a model's content that names a category of ours and has a text. A format
// line that the model repeats is none: its category and its text are placeholders. A confidence
// that is missing or makes no sense is kUnknownConfidence. Thoughts count for nothing, with one
// exception: some models never close theirs, so an object at the end of such a thought is an answer
// unless it doubts that there is anything to note (less than kUnknownConfidence). `cut` says that
// the content ended at a bound: then the object counts if the content begins with it, for prose
// that was cut may have come to another end.
absl::optional<NoteAnswer> ParseNoteAnswer(absl::string_view content, bool cut = false);

// `text` as a draft has it: as a note has it, and without a final period.
std::string DraftText(absl::string_view text, std::size_t max_bytes);

}  // namespace lossy::agent
