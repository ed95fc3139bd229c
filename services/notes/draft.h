#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/content.h"
#include "services/notes/embedding.h"

namespace lossy::notes {

// A note that is fit to be stored.
struct Draft {
  absl::optional<std::string> video_id;
  absl::optional<std::string> session_id;
  double timestamp_seconds = 0;
  Content content;
  // The frame on screen. `content` names its source.
  absl::optional<Embedding> embedding;
};

// Checks and cleans. INVALID_ARGUMENT names the field.
absl::StatusOr<Draft> ToDraft(const v1::CreateNoteRequest& request);

}  // namespace lossy::notes
