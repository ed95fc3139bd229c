#include "services/agent/quality/session_confidence_policy.h"

#include <limits>

#include "services/agent/quality/note_quality.h"

namespace lossy::agent {

bool SessionConfidencePolicy::Suffices(const Transcript& transcript,
                                       notes::v1::NoteCategory category, double confidence) {
  const double user_minimum = user_minimum_(transcript);
  if (confidence < MinConfidence(user_minimum, 0)) return false;
  constexpr int kMost = std::numeric_limits<int>::max();
  if (confidence >= MinConfidence(user_minimum, kMost)) return true;
  // True for a confidence that is not a number: the notes service refuses that draft, and then the
  // words become the note.
  return !(confidence < MinConfidence(user_minimum, CountDeleted(transcript, category)));
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
