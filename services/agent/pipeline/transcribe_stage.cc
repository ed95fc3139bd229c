#include "services/agent/pipeline/transcribe_stage.h"

#include <algorithm>
#include <utility>

#include "base/utf8/valid_utf8.h"
#include "services/agent/pipeline/session_events.h"
#include "services/shared/text/clean_text.h"

namespace lossy::agent {
namespace {

// A recording that was heard again in vain keeps its old words, and its note.
Progress WithoutNewWords(const Transcript& transcript) {
  return transcript.note_id.empty() ? Progress::kFailed : Progress::kNoted;
}

}  // namespace

void TranscribeStage::Work(const Transcript& transcript) {
  absl::StatusOr<Hearing> hearing = Hear(transcript);
  if (!hearing.ok()) return Failed(transcript, hearing.status());
  budget_.Spend(transcript.user_id, transcript.session_id, "transcription", hearing->usage);
  hearing->text =
      services::CleanText(base::ValidUtf8(hearing->text, kMaxUtteranceBytes), kMaxUtteranceBytes);
  if (hearing->text.empty() && !transcript.text.empty()) {
    return desk_.Finish(transcript, WithoutNewWords(transcript),
                        {NoteSkipped(transcript, "empty", 0)});
  }
  const absl::Status set = desk_.store().SetWords(transcript, *hearing);
  if (!set.ok()) return desk_.Rest(transcript, set, options_.backoff.After(transcript.attempts));
  desk_.metrics().ObserveHearing(clock_.Steady() - transcript.spoken);
  on_words_();
}

absl::StatusOr<Hearing> TranscribeStage::Hear(const Transcript& transcript) {
  absl::StatusOr<std::string> sound = desk_.store().Sound(transcript);
  if (!sound.ok()) return sound.status();
  v1::SessionEvent started = Happened("transcription_started", transcript);
  started.mutable_agent_event()->set_buffer_size(static_cast<std::int64_t>(sound->size()));
  // Once is enough, and too little does no harm.
  if (transcript.attempts == 1) desk_.store().Tell(transcript, started.agent_event()).IgnoreError();
  const int factor = std::clamp(transcript.attempts, 1, options_.patience_factor);
  return transcriber_.Transcribe(
      {.audio = *std::move(sound), .deadline = clock_.Steady() + factor * options_.patience});
}

void TranscribeStage::Failed(const Transcript& transcript, const absl::Status& status) {
  const bool tired = transcript.attempts >= options_.quiet_attempts;
  const bool late = clock_.Steady() - transcript.spoken > options_.give_up_after;
  const v1::SessionEvent failed = agent::Failed("transcription_failed", transcript, status);
  // A recogniser that is not configured may be so again.
  const bool final = IsFinal(status) && !absl::IsUnimplemented(status);
  if (final || (tired && late)) {
    return desk_.Finish(transcript, WithoutNewWords(transcript), {failed});
  }
  if (transcript.attempts == options_.quiet_attempts) {
    desk_.store().Tell(transcript, failed.agent_event()).IgnoreError();
  }
  desk_.Rest(transcript, status, options_.backoff.After(transcript.attempts, status));
}

}  // namespace lossy::agent
