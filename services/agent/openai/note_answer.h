#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// What a model made of an utterance.
struct NoteAnswer {
  notes::v1::NoteCategory category = notes::v1::NOTE_CATEGORY_GENERAL;
  std::string text;  // As a draft has it; empty: the model gave none.
  double confidence = 0;
};

inline constexpr double kUnknownConfidence = 0.5;

// Takes what a model said for an answer as far as that goes. What is missing or makes no sense is
// general, or kUnknownConfidence. Never fails.
NoteAnswer ParseNoteAnswer(absl::string_view content);

// `text` as a draft has it: as a note has it, and without a final period.
std::string DraftText(absl::string_view text, std::size_t max_bytes);

}  // namespace lossy::agent
