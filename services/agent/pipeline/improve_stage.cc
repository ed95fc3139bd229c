#include "services/agent/pipeline/improve_stage.h"

#include "absl/strings/str_cat.h"
#include "services/agent/pipeline/note_requests.h"
#include "services/agent/pipeline/permanent_error.h"
#include "services/agent/pipeline/session_events.h"

namespace lossy::agent {

void ImproveStage::Work(const Transcript& transcript) {
  const bool too_old = outcome_.Now() - transcript.transcribed > options_.give_up_after;
  if (too_old || !writer_.MayAsk(transcript)) return Leave(transcript);
  absl::StatusOr<BoundedWriter::Outcome> outcome = Write(transcript);
  if (!outcome.ok()) {
    return IsPermanent(outcome.status()) ? Leave(transcript)
                                         : RetryLater(transcript, outcome.status());
  }
  const Draft& draft = outcome->draft;
  if (!draft.problem.empty()) {
    return outcome->again ? RetryLater(transcript, UnusableAnswer(draft.problem))
                          : Leave(transcript);
  }
  const bool sure =
      !draft.text.empty() && confidence_.Suffices(transcript, draft.category, draft.confidence);
  return sure ? Improve(transcript, draft) : Leave(transcript);
}

absl::StatusOr<BoundedWriter::Outcome> ImproveStage::Write(const Transcript& transcript) {
  absl::Status allowed = writer_.TakeQuota(transcript);
  if (!allowed.ok()) return allowed;
  return writer_.Write(transcript, outcome_.Now() + options_.patience, /*full_patience=*/true);
}

void ImproveStage::Improve(const Transcript& transcript, const Draft& draft) {
  const absl::StatusOr<notes::v1::Note> present =
      notes_.Get(transcript.user_id, transcript.request_id, transcript.note_id);
  // A reviewer who confirmed the note accepts its text.
  if (present.ok() && present->status() != notes::v1::NOTE_STATUS_GHOST) return Leave(transcript);
  notes::v1::UpdateNoteRequest request = ToUpdate(transcript, draft);
  request.set_request_id(absl::StrCat(transcript.id, ".", transcript.note_revision));
  request.set_expected_revision(transcript.note_revision);
  absl::StatusOr<notes::v1::Note> note =
      notes_.Update(transcript.user_id, transcript.request_id, request);
  if (IsPermanent(note.status()) && !absl::IsNotFound(note.status())) {
    note = notes_.Update(transcript.user_id, transcript.request_id, WithTextAlone(request));
  }
  if (absl::IsAborted(note.status()) || IsPermanent(note.status())) return Leave(transcript);
  if (!note.ok()) return RetryLater(transcript, note.status());
  outcome_.Complete(transcript, Progress::kNoted,
                    {NoteUpdated(*note), NoteEvent("note_updated", transcript, *note)}, *note);
  outcome_.metrics().Count("improved");
}

void ImproveStage::Leave(const Transcript& transcript) {
  outcome_.Complete(transcript, Progress::kNoted, {});
}

void ImproveStage::RetryLater(const Transcript& transcript, const absl::Status& status) {
  outcome_.RetryLater(transcript, status, options_.backoff.After(transcript.attempts, status));
}

}  // namespace lossy::agent
