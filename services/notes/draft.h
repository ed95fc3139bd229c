#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// A note that is fit to be stored.
struct Draft {
  absl::optional<std::string> video_id;
  std::string text;
  absl::optional<std::string> raw_transcript;
  double timestamp_seconds = 0;
  v1::NoteCategory category = v1::NOTE_CATEGORY_GENERAL;
  absl::optional<double> confidence;
};

// Checks and cleans. INVALID_ARGUMENT names the field.
absl::StatusOr<Draft> ToDraft(const v1::CreateNoteRequest& request);

}  // namespace lossy::notes
