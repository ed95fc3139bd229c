#include "services/agent/work/improving_stage.h"

#include "absl/strings/str_cat.h"
#include "services/agent/work/note_requests.h"
#include "services/agent/work/session_events.h"

namespace lossy::agent {

void ImprovingStage::Work(const Transcript& transcript) {
  if (clock_.Steady() - transcript.heard > options_.give_up_after) return Leave(transcript);
  absl::StatusOr<Draft> draft = Write(transcript);
  if (!draft.ok()) {
    return IsFinal(draft.status()) ? Leave(transcript) : Rest(transcript, draft.status());
  }
  const bool sure = !draft->text.empty() &&
                    draft->confidence >= standards_.MinConfidence(transcript, draft->category);
  return sure ? Improve(transcript, *draft) : Leave(transcript);
}

absl::StatusOr<Draft> ImprovingStage::Write(const Transcript& transcript) {
  absl::Status allowed = budget_.TakeStructuring(transcript.user_id, transcript.session_id);
  if (!allowed.ok()) return allowed;
  absl::StatusOr<Draft> draft =
      writer_.Write({.text = transcript.text, .deadline = clock_.Steady() + options_.patience});
  if (draft.ok()) {
    budget_.Spend(transcript.user_id, transcript.session_id, "structuring", draft->usage);
  }
  return draft;
}

void ImprovingStage::Improve(const Transcript& transcript, const Draft& draft) {
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
void ImprovingStage::Leave(const Transcript& transcript) {
  desk_.Finish(transcript, Progress::kNoted, {});
}

void ImprovingStage::Rest(const Transcript& transcript, const absl::Status& status) {
  desk_.Rest(transcript, status, options_.backoff.After(transcript.attempts, status));
}

}  // namespace lossy::agent
