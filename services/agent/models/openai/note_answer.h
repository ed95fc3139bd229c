#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// A note as a chat model wrote it.
struct NoteAnswer {
  notes::v1::NoteCategory category = notes::v1::NOTE_CATEGORY_GENERAL;
  std::string text;       // In the form of Draft::text; not empty.
  double confidence = 0;  // 0 to 1, with two decimals.
};

// The confidence of an answer without a usable one.
inline constexpr double kUnknownConfidence = 0.5;

// Returns the note in a model's content: its last JSON object that names one of our categories and
// has a text. Returns nullopt if there is none.
//
// - A format line that the model repeats does not count: its category and text are placeholders.
// - A missing or senseless confidence becomes kUnknownConfidence.
// - Objects in thoughts do not count, with one exception. Some models never close a thought, so an
//   object at the end of an unclosed one counts if its confidence is at least kUnknownConfidence.
// - `cut`: the content reached a limit of length. Then an object counts only at the beginning of
// the
//   content, because prose that was cut might have ended with another object.
absl::optional<NoteAnswer> ParseNoteAnswer(absl::string_view content, bool cut = false);

// Returns `text` in the form of Draft::text: as NoteText does, and without a final period.
std::string DraftText(absl::string_view text, std::size_t max_bytes);

}  // namespace lossy::agent
