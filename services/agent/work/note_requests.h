#pragma once

#include <string>

#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/work/transcript.h"

namespace lossy::agent {

// The note as it was spoken, for want of a model that writes one.
Draft PlainDraft(const Transcript& transcript);
bool IsPlain(const Draft& draft);

// The same for the same transcript, whatever the draft, makes one note.
notes::v1::CreateNoteRequest ToCreate(const Transcript& transcript, const Draft& draft);

// Gives its note the draft's words, whatever its revision. The request id is the caller's.
notes::v1::UpdateNoteRequest ToUpdate(const Transcript& transcript, const Draft& draft);

}  // namespace lossy::agent
