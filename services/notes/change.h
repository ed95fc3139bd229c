#pragma once

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/content.h"

namespace lossy::notes {

// Checks an UpdateNote request and returns it with cleaned texts (note_fields.h). Returns
// INVALID_ARGUMENT, which names the field, if a field is invalid.
absl::StatusOr<v1::UpdateNoteRequest> ToChange(v1::UpdateNoteRequest request);

// Returns `content` with the fields that `change` sets, except `end_seconds`, which depends on the
// note. `change` must be a result of ToChange.
Content Changed(Content content, const v1::UpdateNoteRequest& change);

}  // namespace lossy::notes
