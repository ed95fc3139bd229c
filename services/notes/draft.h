#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/content.h"
#include "services/notes/embedding.h"

namespace lossy::notes {

// The checked and cleaned fields of a new note.
struct Draft {
  absl::optional<std::string> video_id;
  absl::optional<std::string> session_id;
  double timestamp_seconds = 0;  // The position in the video.
  Content content;
  // The embedding of the frame on screen. `content.enrichment_source` names its source.
  absl::optional<Embedding> embedding;
};

// Checks and cleans the request. Returns INVALID_ARGUMENT, which names the field, if a field is
// invalid.
absl::StatusOr<Draft> ToDraft(const v1::CreateNoteRequest& request);

}  // namespace lossy::notes
