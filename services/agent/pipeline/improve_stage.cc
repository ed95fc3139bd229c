#include "services/agent/pipeline/improve_stage.h"

#include "absl/strings/str_cat.h"
#include "services/agent/pipeline/note_requests.h"
#include "services/agent/pipeline/session_events.h"

namespace lossy::agent {

void ImproveStage::Work(const Transcript& transcript) {
  const bool too_old = clock_.Steady() - transcript.heard > options_.give_up_after;
  if (too_old || !writer_.MayAsk(transcript)) return Leave(transcript);
  absl::StatusOr<BoundedWriter::Outcome> outcome = Write(transcript);
  if (!outcome.ok()) {
    return IsFinal(outcome.status()) ? Leave(transcript) : Rest(transcript, outcome.status());
  }
  const Draft& draft = outcome->draft;
  if (!draft.problem.empty()) {
    return outcome->again ? Rest(transcript, UnusableAnswer(draft.problem)) : Leave(transcript);
  }
  const bool sure = !draft.text.empty() &&
                    draft.confidence >= standards_.MinConfidence(transcript, draft.category);
  return sure ? Improve(transcript, draft) : Leave(transcript);
}

absl::StatusOr<BoundedWriter::Outcome> ImproveStage::Write(const Transcript& transcript) {
  absl::Status allowed = budget_.TakeStructuring(transcript.user_id, transcript.session_id);
  if (!allowed.ok()) return allowed;
  return writer_.Write(transcript, clock_.Steady() + options_.patience, /*full_patience=*/true);
}

void ImproveStage::Improve(const Transcript& transcript, const Draft& draft) {
  const absl::StatusOr<notes::v1::Note> present =
      keeper_.Get(transcript.user_id, transcript.request_id, transcript.note_id);
  // A reviewer who firmed it likes it as it is.
  if (present.ok() && present->status() != notes::v1::NOTE_STATUS_GHOST) return Leave(transcript);
  notes::v1::UpdateNoteRequest request = ToUpdate(transcript, draft);
  request.set_request_id(absl::StrCat(transcript.id, ".", transcript.note_revision));
  request.set_expected_revision(transcript.note_revision);
  absl::StatusOr<notes::v1::Note> note =
      keeper_.Update(transcript.user_id, transcript.request_id, request);
  if (IsFinal(note.status()) && !absl::IsNotFound(note.status())) {
    note = keeper_.Update(transcript.user_id, transcript.request_id, WithTextAlone(request));
  }
  if (absl::IsAborted(note.status()) || IsFinal(note.status())) return Leave(transcript);
  if (!note.ok()) return Rest(transcript, note.status());
  desk_.Finish(transcript, Progress::kNoted,
               {NoteUpdated(*note), NoteHappened("note_updated", transcript, *note)}, *note);
  desk_.metrics().Count("improved");
}

// The words are noted, and nobody knows better.
void ImproveStage::Leave(const Transcript& transcript) {
  desk_.Finish(transcript, Progress::kNoted, {});
}

void ImproveStage::Rest(const Transcript& transcript, const absl::Status& status) {
  desk_.Rest(transcript, status, options_.backoff.After(transcript.attempts, status));
}

}  // namespace lossy::agent
