#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// Returns a draft with the words as they were spoken, for use without a model. `problem` is the
// reason if a model's answer was unusable.
Draft PlainDraft(const Transcript& transcript, absl::string_view problem = "");
bool IsPlain(const Draft& draft);

// Returns the request that creates the note. All requests for one transcript make one note,
// independent of the draft. Each field is fitted to the bounds of the notes service, or omitted.
notes::v1::CreateNoteRequest ToCreate(const Transcript& transcript, const Draft& draft);

// As ToCreate, with the required fields only: the words as spoken, the video and its second.
notes::v1::CreateNoteRequest ToPlainCreate(const Transcript& transcript);

// Returns the request that sets the note's text to the draft's, at any revision. The caller must
// set the request id.
notes::v1::UpdateNoteRequest ToUpdate(const Transcript& transcript, const Draft& draft);

// Returns `request` without its optional fields: the note, its revision and the text stay.
notes::v1::UpdateNoteRequest WithTextAlone(const notes::v1::UpdateNoteRequest& request);

}  // namespace lossy::agent
