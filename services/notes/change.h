#pragma once

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/content.h"

namespace lossy::notes {

// The change of a note that a request asks for, checked and with its texts cleaned.
// INVALID_ARGUMENT names the field.
absl::StatusOr<v1::UpdateNoteRequest> ToChange(v1::UpdateNoteRequest request);

// The content of a note after such a change.
Content Changed(Content content, const v1::UpdateNoteRequest& change);

}  // namespace lossy::notes
