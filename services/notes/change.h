#pragma once

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/content.h"

namespace lossy::notes {

// Checks the request and returns it with cleaned texts.
// INVALID_ARGUMENT names the field.
absl::StatusOr<v1::UpdateNoteRequest> ToChange(v1::UpdateNoteRequest request);

// Returns the content of a note after the change, which must come from ToChange.
Content Changed(Content content, const v1::UpdateNoteRequest& change);

}  // namespace lossy::notes
