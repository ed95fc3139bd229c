#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// The note as it was spoken, for want of a model that writes one; `problem`: why, if an answer was
// of no use.
Draft PlainDraft(const Transcript& transcript, absl::string_view problem = "");
bool IsPlain(const Draft& draft);

// A request for a note. All requests for one transcript make one note, whatever the draft. Each
// field is fitted to what the notes service accepts, or left out.
notes::v1::CreateNoteRequest ToCreate(const Transcript& transcript, const Draft& draft);

// The same with the required fields alone: the words as they were heard, the video and its second.
notes::v1::CreateNoteRequest ToPlainCreate(const Transcript& transcript);

// Gives its note the draft's words, whatever its revision. The request id is the caller's.
notes::v1::UpdateNoteRequest ToUpdate(const Transcript& transcript, const Draft& draft);

// `request` without the fields that it may do without: the text stays, with the note and its
// revision.
notes::v1::UpdateNoteRequest WithTextAlone(const notes::v1::UpdateNoteRequest& request);

}  // namespace lossy::agent
