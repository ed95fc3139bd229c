#include "services/agent/pipeline/transcribe_stage.h"

#include <algorithm>
#include <utility>

#include "base/trace/continued_trace.h"
#include "base/trace/span.h"
#include "base/utf8/valid_utf8.h"
#include "services/agent/pipeline/permanent_error.h"
#include "services/agent/pipeline/session_events.h"
#include "services/shared/text/clean_text.h"

namespace lossy::agent {
namespace {

// A recording that was transcribed again without a result keeps its old words and its note.
Progress WithoutNewWords(const Transcript& transcript) {
  return transcript.note_id.empty() ? Progress::kFailed : Progress::kNoted;
}

}  // namespace

bool TranscribeStage::Work(const Transcript& transcript) {
  absl::StatusOr<RecognisedSpeech> speech = Transcribe(transcript);
  if (!speech.ok()) {
    HandleFailure(transcript, speech.status());
    return false;
  }
  quota_.Spend(ModelCall::kTranscription, transcript.user_id, transcript.session_id, speech->usage);
  speech->text =
      services::CleanText(base::ValidUtf8(speech->text, kMaxUtteranceBytes), kMaxUtteranceBytes);
  if (speech->text.empty() && !transcript.text.empty()) {
    outcome_.Complete(transcript, WithoutNewWords(transcript),
                      {NoteSkipped(transcript, "empty", 0)});
    return false;
  }
  const absl::Status set = outcome_.store().SetWords(transcript, *speech);
  if (!set.ok()) {
    outcome_.RetryLater(transcript, set, options_.backoff.After(transcript.attempts));
    return false;
  }
  outcome_.metrics().heard_seconds.Observe(
      absl::ToDoubleSeconds(outcome_.Now() - transcript.spoken));
  return true;
}

absl::StatusOr<RecognisedSpeech> TranscribeStage::Transcribe(const Transcript& transcript) {
  absl::StatusOr<std::string> sound = outcome_.store().Sound(transcript);
  if (!sound.ok()) return sound.status();
  v1::SessionEvent started = TranscriptEvent("transcription_started", transcript);
  started.mutable_agent_event()->set_buffer_size(static_cast<std::int64_t>(sound->size()));
  // Sent with the first try only. A client does not depend on it.
  if (transcript.attempts == 1) {
    outcome_.store().QueueEvent(transcript, started.agent_event()).IgnoreError();
  }
  const int factor = std::clamp(transcript.attempts, 1, options_.patience_factor);
  base::Span span =
      base::ContinueSpan("model_transcribe", base::SpanKind::kClient, base::SampledTrace());
  absl::StatusOr<RecognisedSpeech> speech = transcriber_.Transcribe(
      {.audio = *std::move(sound), .deadline = outcome_.Now() + factor * options_.patience});
  span.SetStatus(speech.status());
  return speech;
}

void TranscribeStage::HandleFailure(const Transcript& transcript, const absl::Status& status) {
  const bool tried_enough = transcript.attempts >= options_.quiet_attempts;
  const bool late = outcome_.Now() - transcript.spoken > options_.give_up_after;
  const v1::SessionEvent failed = FailureEvent("transcription_failed", transcript, status);
  // UNIMPLEMENTED means that no transcriber is configured, which an operator can change.
  const bool permanent = IsPermanent(status) && !absl::IsUnimplemented(status);
  if (permanent || (tried_enough && late)) {
    return outcome_.Complete(transcript, WithoutNewWords(transcript), {failed});
  }
  if (transcript.attempts == options_.quiet_attempts) {
    outcome_.store().QueueEvent(transcript, failed.agent_event()).IgnoreError();
  }
  outcome_.RetryLater(transcript, status, options_.backoff.After(transcript.attempts, status));
}

}  // namespace lossy::agent
