#pragma once

#include "absl/status/status.h"
#include "lossy/agent/v1/agent.pb.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// Functions that make the events for the pub/sub topic of a session (agent.proto).

v1::SessionEvent NoteCreated(const notes::v1::Note& note);
v1::SessionEvent NoteUpdated(const notes::v1::Note& note);

// Returns an agent_event of this type about a transcript. The functions below add fields to it.
v1::SessionEvent TranscriptEvent(const char* type, const Transcript& transcript);
v1::SessionEvent NoteEvent(const char* type, const Transcript& transcript,
                           const notes::v1::Note& note);
v1::SessionEvent NoteSkipped(const Transcript& transcript, const char* reason, double confidence);
v1::SessionEvent FailureEvent(const char* type, const Transcript& transcript,
                              const absl::Status& status);

}  // namespace lossy::agent
