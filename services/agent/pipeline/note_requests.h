#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// Returns a plain draft: its text is the unchanged words. `problem` is the reason if a model's
// answer was unusable.
Draft PlainDraft(const Transcript& transcript, absl::string_view problem = "");
// True if the draft's text is the unchanged words.
bool IsPlain(const Draft& draft);

// Returns the request that creates the note. All requests for one transcript have the same request
// id, so they create one note. The function fits each field to the bounds of the notes service, or
// omits it.
notes::v1::CreateNoteRequest ToCreate(const Transcript& transcript, const Draft& draft);

// Returns the same request with the required fields only: the unchanged words, the video and its
// second.
notes::v1::CreateNoteRequest ToPlainCreate(const Transcript& transcript);

// Returns the request that sets the note's text to the draft's, at any revision. The caller must
// set the request id.
notes::v1::UpdateNoteRequest ToUpdate(const Transcript& transcript, const Draft& draft);

// Returns `request` with only the note, its revision and the text.
notes::v1::UpdateNoteRequest WithTextAlone(const notes::v1::UpdateNoteRequest& request);

}  // namespace lossy::agent
