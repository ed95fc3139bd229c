#include "services/agent/pipeline/draft_stage.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "services/agent/pipeline/note_requests.h"
#include "services/agent/pipeline/permanent_error.h"
#include "services/agent/pipeline/session_events.h"

namespace lossy::agent {
namespace {

Progress ProgressOf(const Draft& draft) {
  return IsPlain(draft) ? Progress::kPlain : Progress::kNoted;
}

}  // namespace

void DraftStage::Work(const Transcript& transcript) {
  absl::StatusOr<Draft> draft = DraftOf(transcript);
  // A writer that refuses words permanently must not lose them.
  if (IsPermanent(draft.status())) draft = PlainDraft(transcript);
  if (!draft.ok()) return RetryLater(transcript, draft.status());
  if (const char* reason = drafts_.SkipReason(transcript, *draft)) {
    return outcome_.Complete(transcript, Progress::kSkipped,
                             {NoteSkipped(transcript, reason, draft->confidence)});
  }
  transcript.note_id.empty() ? CreateNote(transcript, *draft) : UpdateNote(transcript, *draft);
}

// Stores a draft of a model before it is used, so that another try after a crash makes the same
// note. The rules write the same draft again.
absl::StatusOr<Draft> DraftStage::DraftOf(const Transcript& transcript) {
  if (transcript.draft) return *transcript.draft;
  if (transcript.text.empty()) return Draft{};
  absl::StatusOr<Draft> draft = drafts_.Write(transcript);
  if (!draft.ok()) return draft;
  if (!drafts_.IsRepeatable()) {
    const absl::Status kept = outcome_.store().SetDraft(transcript, *draft);
    if (!kept.ok()) return kept;
  }
  outcome_.metrics().drafted_seconds.Observe(
      absl::ToDoubleSeconds(outcome_.Now() - transcript.transcribed));
  return draft;
}

void DraftStage::CreateNote(const Transcript& transcript, const Draft& draft) {
  const absl::Time began = outcome_.Now();
  absl::StatusOr<notes::v1::Note> note =
      notes_.Create(transcript.user_id, transcript.request_id, ToCreate(transcript, draft));
  if (IsRefusal(transcript, note.status())) return CreatePlainNote(transcript, note.status());
  if (!note.ok()) return RetryLater(transcript, note.status());
  // A note without text was deleted by the reviewer before this repeat of its creation.
  if (note->text().empty()) return outcome_.Complete(transcript, Progress::kNoted, {}, *note);
  std::vector<v1::SessionEvent> events = {NoteCreated(*note),
                                          NoteEvent("note_created", transcript, *note)};
  if (IsPlain(draft)) {
    const absl::Status why = draft.problem.empty() ? base::Unavailable("No model answered in time")
                                                   : UnusableAnswer(draft.problem);
    events.insert(events.begin(), FailureEvent("structuring_failed", transcript, why));
  }
  outcome_.Complete(transcript, ProgressOf(draft), events, *note);
  CountNote(transcript, began);
}

void DraftStage::CountNote(const Transcript& transcript, absl::Time began) {
  const absl::Time now = outcome_.Now();
  outcome_.metrics().created_seconds.Observe(absl::ToDoubleSeconds(now - began));
  outcome_.metrics().note_seconds.Observe(absl::ToDoubleSeconds(now - transcript.transcribed));
}

void DraftStage::CreatePlainNote(const Transcript& transcript, const absl::Status& refusal) {
  const absl::Time began = outcome_.Now();
  absl::StatusOr<notes::v1::Note> note = SendPlainNote(transcript);
  if (!note.ok()) return HandleFailure(transcript, note.status());
  if (note->text().empty()) return outcome_.Complete(transcript, Progress::kNoted, {}, *note);
  outcome_.Complete(transcript, Progress::kNoted,
                    {FailureEvent("structuring_failed", transcript, refusal), NoteCreated(*note),
                     NoteEvent("note_created", transcript, *note)},
                    *note);
  CountNote(transcript, began);
}

// The second try omits the video, which may have been deleted since the words were spoken.
absl::StatusOr<notes::v1::Note> DraftStage::SendPlainNote(const Transcript& transcript) {
  notes::v1::CreateNoteRequest request = ToPlainCreate(transcript);
  absl::StatusOr<notes::v1::Note> note =
      notes_.Create(transcript.user_id, transcript.request_id, request);
  if (!IsPermanent(note.status()) || !request.has_video_id()) return note;
  request.clear_video_id();
  return notes_.Create(transcript.user_id, transcript.request_id, request);
}

// The recording was transcribed again, so its note exists already.
void DraftStage::UpdateNote(const Transcript& transcript, const Draft& draft) {
  notes::v1::UpdateNoteRequest request = ToUpdate(transcript, draft);
  request.set_request_id(absl::StrCat(transcript.id, ".", absl::ToUnixMicros(transcript.heard_at)));
  absl::StatusOr<notes::v1::Note> note =
      notes_.Update(transcript.user_id, transcript.request_id, request);
  if (IsRefusal(transcript, note.status()) && !absl::IsNotFound(note.status())) {
    note = notes_.Update(transcript.user_id, transcript.request_id, WithTextAlone(request));
  }
  // The reviewer deleted the note meanwhile.
  if (absl::IsNotFound(note.status())) return outcome_.Complete(transcript, Progress::kNoted, {});
  if (!note.ok()) return HandleFailure(transcript, note.status());
  outcome_.Complete(transcript, ProgressOf(draft),
                    {NoteUpdated(*note), NoteEvent("note_updated", transcript, *note)}, *note);
}

bool DraftStage::IsRefusal(const Transcript& transcript, const absl::Status& status) const {
  const bool fault =
      absl::IsInternal(status) || absl::IsUnknown(status) || absl::IsDataLoss(status);
  return IsPermanent(status) || (fault && transcript.attempts >= options_.fault_attempts);
}

void DraftStage::HandleFailure(const Transcript& transcript, const absl::Status& status) {
  if (!IsRefusal(transcript, status)) return RetryLater(transcript, status);
  v1::SessionEvent failed = FailureEvent("structuring_failed", transcript, status);
  failed.mutable_agent_event()->set_text(transcript.text);
  outcome_.SetAside(transcript, status, options_.refused_backoff.After(transcript.attempts),
                    failed);
}

// Does not wait beyond the time at which the words are noted as they were spoken.
void DraftStage::RetryLater(const Transcript& transcript, const absl::Status& status) {
  absl::Duration delay = options_.backoff.After(transcript.attempts, status);
  const absl::Duration left = drafts_.Deadline(transcript) - outcome_.Now();
  if (left > absl::ZeroDuration()) delay = std::min(delay, left);
  outcome_.RetryLater(transcript, status, delay);
}

}  // namespace lossy::agent
