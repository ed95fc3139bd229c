#include "services/agent/pipeline/draft_stage.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "services/agent/pipeline/note_requests.h"
#include "services/agent/pipeline/session_events.h"

namespace lossy::agent {

void DraftStage::Work(const Transcript& transcript) {
  absl::StatusOr<Draft> draft = DraftOf(transcript);
  // Words are never refused, only writers.
  if (IsFinal(draft.status())) draft = PlainDraft(transcript);
  if (!draft.ok()) return Rest(transcript, draft.status());
  if (const char* reason = WhySkipped(transcript, *draft)) {
    return desk_.Finish(transcript, Progress::kSkipped,
                        {NoteSkipped(transcript, reason, draft->confidence)});
  }
  return transcript.note_id.empty() ? MakeNote(transcript, *draft) : ChangeNote(transcript, *draft);
}

// A draft is kept before it is used: after a crash the same note is made.
absl::StatusOr<Draft> DraftStage::DraftOf(const Transcript& transcript) {
  if (transcript.draft) return *transcript.draft;
  if (transcript.text.empty()) return Draft{};
  absl::StatusOr<Draft> draft = Write(transcript);
  if (!draft.ok()) return draft;
  const absl::Status kept = desk_.store().SetDraft(transcript, *draft);
  if (!kept.ok()) return kept;
  return draft;
}

absl::StatusOr<Draft> DraftStage::Write(const Transcript& transcript) {
  const absl::Time deadline = transcript.heard + options_.plain_after;
  if (writers_.model == nullptr) return writers_.rules.Write({.text = transcript.text});
  if (clock_.Steady() < deadline) {
    absl::StatusOr<Draft> draft = AskModel(transcript, deadline);
    if (draft.ok() || clock_.Steady() < deadline) return draft;
  }
  return PlainDraft(transcript);
}

absl::StatusOr<Draft> DraftStage::AskModel(const Transcript& transcript, absl::Time deadline) {
  if (!writers_.model->MayAsk(transcript)) {
    return WriteWithoutModel(transcript, transcript.model_problem);
  }
  const absl::Status allowed = budget_.TakeStructuring(transcript.user_id, transcript.session_id);
  // Words are never refused, only models.
  if (absl::IsResourceExhausted(allowed)) return writers_.rules.Write({.text = transcript.text});
  if (!allowed.ok()) return allowed;
  absl::StatusOr<BoundedWriter::Outcome> outcome =
      writers_.model->Write(transcript, deadline, /*full_patience=*/false);
  if (absl::IsInvalidArgument(outcome.status())) {
    return writers_.rules.Write({.text = transcript.text});
  }
  if (!outcome.ok()) return outcome.status();
  const std::string& problem = outcome->draft.problem;
  if (problem.empty()) return std::move(outcome->draft);
  // The model had words, which are worth no second answer while the note waits.
  if (problem == "no_note") return PlainDraft(transcript, problem);
  if (outcome->again) return UnusableAnswer(problem);
  return WriteWithoutModel(transcript, problem);
}

absl::StatusOr<Draft> DraftStage::WriteWithoutModel(const Transcript& transcript,
                                                    absl::string_view problem) {
  absl::StatusOr<Draft> draft = writers_.rules.Write({.text = transcript.text});
  const bool sure =
      draft.ok() && (draft->text.empty() || WhySkipped(transcript, *draft) == nullptr);
  return sure ? draft : PlainDraft(transcript, problem);
}

const char* DraftStage::WhySkipped(const Transcript& transcript, const Draft& draft) {
  if (transcript.text.empty()) return "empty";
  if (draft.text.empty()) return "noise";
  if (IsPlain(draft)) return nullptr;
  const double least = standards_.MinConfidence(transcript, draft.category);
  return draft.confidence < least ? "low_confidence" : nullptr;
}

void DraftStage::MakeNote(const Transcript& transcript, const Draft& draft) {
  absl::StatusOr<notes::v1::Note> note =
      keeper_.Create(transcript.user_id, transcript.request_id, ToCreate(transcript, draft));
  if (IsRefusal(transcript, note.status())) return MakePlainNote(transcript, note.status());
  if (!note.ok()) return Rest(transcript, note.status());
  // The reviewer deleted it before this repeat of its creation.
  if (note->text().empty()) return desk_.Finish(transcript, Progress::kNoted, {}, *note);
  std::vector<v1::SessionEvent> events = {NoteCreated(*note),
                                          NoteHappened("note_created", transcript, *note)};
  if (IsPlain(draft)) {
    const absl::Status why = draft.problem.empty() ? base::Unavailable("No model answered in time")
                                                   : UnusableAnswer(draft.problem);
    events.insert(events.begin(), agent::Failed("structuring_failed", transcript, why));
  }
  desk_.Finish(transcript, IsPlain(draft) ? Progress::kPlain : Progress::kNoted, events, *note);
  desk_.metrics().ObserveNote(clock_.Steady() - transcript.heard);
}

void DraftStage::MakePlainNote(const Transcript& transcript, const absl::Status& refusal) {
  absl::StatusOr<notes::v1::Note> note = CreatePlainNote(transcript);
  if (!note.ok()) return NotNoted(transcript, note.status());
  if (note->text().empty()) return desk_.Finish(transcript, Progress::kNoted, {}, *note);
  desk_.Finish(transcript, Progress::kNoted,
               {agent::Failed("structuring_failed", transcript, refusal), NoteCreated(*note),
                NoteHappened("note_created", transcript, *note)},
               *note);
  desk_.metrics().ObserveNote(clock_.Steady() - transcript.heard);
}

// The video may have been deleted since the words were spoken.
absl::StatusOr<notes::v1::Note> DraftStage::CreatePlainNote(const Transcript& transcript) {
  notes::v1::CreateNoteRequest request = ToPlainCreate(transcript);
  absl::StatusOr<notes::v1::Note> note =
      keeper_.Create(transcript.user_id, transcript.request_id, request);
  if (!IsFinal(note.status()) || !request.has_video_id()) return note;
  request.clear_video_id();
  return keeper_.Create(transcript.user_id, transcript.request_id, request);
}

// It was heard again.
void DraftStage::ChangeNote(const Transcript& transcript, const Draft& draft) {
  notes::v1::UpdateNoteRequest request = ToUpdate(transcript, draft);
  request.set_request_id(absl::StrCat(transcript.id, ".", absl::ToUnixMicros(transcript.heard_at)));
  absl::StatusOr<notes::v1::Note> note =
      keeper_.Update(transcript.user_id, transcript.request_id, request);
  if (IsRefusal(transcript, note.status()) && !absl::IsNotFound(note.status())) {
    note = keeper_.Update(transcript.user_id, transcript.request_id, WithTextAlone(request));
  }
  // The reviewer deleted it meanwhile.
  if (absl::IsNotFound(note.status())) return desk_.Finish(transcript, Progress::kNoted, {});
  if (!note.ok()) return NotNoted(transcript, note.status());
  desk_.Finish(transcript, IsPlain(draft) ? Progress::kPlain : Progress::kNoted,
               {NoteUpdated(*note), NoteHappened("note_updated", transcript, *note)}, *note);
}

bool DraftStage::IsRefusal(const Transcript& transcript, const absl::Status& status) const {
  const bool fault =
      absl::IsInternal(status) || absl::IsUnknown(status) || absl::IsDataLoss(status);
  return IsFinal(status) || (fault && transcript.attempts >= options_.fault_attempts);
}

void DraftStage::NotNoted(const Transcript& transcript, const absl::Status& status) {
  if (!IsRefusal(transcript, status)) return Rest(transcript, status);
  v1::SessionEvent failed = agent::Failed("structuring_failed", transcript, status);
  failed.mutable_agent_event()->set_text(transcript.text);
  desk_.SetAside(transcript, status, options_.refused_backoff.After(transcript.attempts), failed);
}

// Not beyond the time at which it would be noted as it was spoken.
void DraftStage::Rest(const Transcript& transcript, const absl::Status& status) {
  absl::Duration rest = options_.backoff.After(transcript.attempts, status);
  const absl::Duration left = transcript.heard + options_.plain_after - clock_.Steady();
  if (left > absl::ZeroDuration()) rest = std::min(rest, left);
  desk_.Rest(transcript, status, rest);
}

}  // namespace lossy::agent
