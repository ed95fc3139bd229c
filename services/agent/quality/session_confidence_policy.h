#pragma once

#include <functional>

#include "services/agent/pipeline/confidence_policy.h"
#include "services/agent/pipeline/notes_api.h"

namespace lossy::agent {

// The ConfidencePolicy of the agent. The minimum depends on the user's setting and on the notes
// that the user deleted in the session (note_quality.h). Thread-safe.
class SessionConfidencePolicy final : public ConfidencePolicy {
 public:
  // Returns the user's setting of the minimum confidence, 0 to 1.
  using UserMinimum = std::function<double(const Transcript& transcript)>;

  // `notes` must outlive the object.
  SessionConfidencePolicy(NotesApi& notes, UserMinimum user_minimum)
      : notes_(notes), user_minimum_(std::move(user_minimum)) {}

  // Counts the deleted notes only if their number decides.
  bool Suffices(const Transcript& transcript, notes::v1::NoteCategory category,
                double confidence) override;

 private:
  int CountDeleted(const Transcript& transcript, notes::v1::NoteCategory category);

  NotesApi& notes_;
  const UserMinimum user_minimum_;
};

}  // namespace lossy::agent
