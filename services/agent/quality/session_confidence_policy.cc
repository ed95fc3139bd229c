#include "services/agent/quality/session_confidence_policy.h"

#include "services/agent/quality/note_quality.h"

namespace lossy::agent {

double SessionConfidencePolicy::MinConfidence(const Transcript& transcript,
                                              notes::v1::NoteCategory category) {
  return agent::MinConfidence(user_minimum_(transcript), CountDeleted(transcript, category));
}

// Returns 0 if the notes service does not answer; it could not store the note either.
int SessionConfidencePolicy::CountDeleted(const Transcript& transcript,
                                          notes::v1::NoteCategory category) {
  const absl::StatusOr<notes::v1::CountDeletedNotesResponse> deleted =
      notes_.CountDeleted(transcript.user_id, transcript.request_id, transcript.session_id);
  if (!deleted.ok()) return 0;
  for (const notes::v1::CategoryCount& counted : deleted->counts()) {
    if (counted.category() == category) return counted.count();
  }
  return 0;
}

}  // namespace lossy::agent
