#include "services/agent/vision/refinement_scope.h"

#include "absl/types/optional.h"

namespace lossy::agent {

absl::StatusOr<std::string> RefinementScope(TranscriptStore& transcripts,
                                            const notes::v1::Note& note,
                                            const std::string& user_id) {
  absl::StatusOr<absl::optional<std::string>> session =
      transcripts.SessionOfNote(user_id, note.id());
  if (!session.ok()) return session.status();
  if (*session) return **session;
  return note.has_video_id() ? note.video_id() : note.id();
}

}  // namespace lossy::agent
