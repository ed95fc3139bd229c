#include "services/agent/voice/voice_session.h"

#include <algorithm>
#include <utility>

#include "base/error/error.h"

namespace lossy::agent {
namespace {

// The most missing events that a client can send again from its buffer.
constexpr std::int64_t kMaxGap = 100;

constexpr char kDiverged[] = "The session has another count of events than its client";

absl::Status ResetRequired() { return absl::OutOfRangeError(kDiverged); }

bool ShowsLife(VoiceInput::Type type) {
  return type == VoiceInput::Type::kMetrics || type == VoiceInput::Type::kHeartbeat;
}

// The session never stops by itself after the first speech.
absl::Time FirstSpeechDeadline(const VoiceSession::Options& options, const VoiceSnapshot& session,
                               absl::Time now) {
  if (session.telemetry.speech_detections() > 0) return absl::InfiniteFuture();
  return now + (session.has_video ? options.first_speech : options.first_speech_without_video);
}

// Returns when the state of `session`, which begins at `now`, times out.
absl::Time StateEnd(const VoiceSession::Options& options, const VoiceSnapshot& session,
                    absl::Time now) {
  switch (session.state) {
    case VoiceState::kObserving:
      return FirstSpeechDeadline(options, session, now);
    case VoiceState::kRecording:
      return now + options.max_speech;
    case VoiceState::kCooldown:
      return now + options.cooldown;
    default:
      return absl::InfiniteFuture();
  }
}

}  // namespace

void VoiceSession::Join(bool has_video, absl::Time now) {
  RunTimers(now);
  ChangeVideo(has_video, now);
  self_.sequence.Restart();
  if (!self_.telemetry.started()) self_.telemetry.Start(now);
  if (self_.client_silent != absl::InfiniteFuture()) self_.client_silent = now + options_.heartbeat;
  switch (self_.state) {
    case VoiceState::kIdle:
      return Move(VoiceState::kObserving, now);
    case VoiceState::kError:
    case VoiceState::kDisconnected:
      return Revive(now);
    default:
      Report(absl::nullopt, now);
      // The client may be another page, which has no information that the session records.
      if (self_.state == VoiceState::kRecording) push_(RecordingOrder{.start = true});
  }
}

void VoiceSession::SetVideo(bool has_video, absl::Time now) {
  Tick(now);
  ChangeVideo(has_video, now);
}

absl::Status VoiceSession::Take(absl::string_view type, const google::protobuf::Struct& data,
                                absl::optional<std::int64_t> sequence, absl::Time now) {
  RunTimers(now);
  const absl::StatusOr<VoiceInput> input = ParseVoiceInput(type, data);
  const absl::Status taken = input.ok() ? TakeInput(*input, sequence, now) : input.status();
  ReportIfDue(now);
  return taken;
}

absl::StatusOr<VoiceReconciled> VoiceSession::Reconcile(std::int64_t last_sequence,
                                                        absl::Time now) {
  Tick(now);
  if (last_sequence < 0) return base::InvalidArgument("last_sequence", "must not be negative");
  self_.sequence.Continue();
  const std::int64_t gap = self_.sequence.last() - last_sequence;
  if (gap >= 0 && gap <= kMaxGap) return VoiceReconciled{.gap = gap, .state = self_.state};
  self_.sequence.Reset();
  push_(SequenceReset{.reason = "state_diverged", .message = kDiverged});
  return ResetRequired();
}

void VoiceSession::NoteCreated(absl::Time now) {
  self_.telemetry.CountNote();
  unreported_ = true;
  Tick(now);
}

void VoiceSession::Stop(absl::Time now) {
  Tick(now);
  if (self_.state != VoiceState::kIdle) Move(VoiceState::kIdle, now);
  self_.client_silent = absl::InfiniteFuture();
}

void VoiceSession::Tick(absl::Time now) {
  RunTimers(now);
  ReportIfDue(now);
}

absl::Time VoiceSession::NextDeadline() const {
  const absl::Time timer = std::min(self_.state_ends, self_.client_silent);
  return unreported_ ? std::min(timer, reported_ + options_.report_interval) : timer;
}

bool VoiceSession::Restore(absl::string_view saved, absl::Duration wall_ahead) {
  const absl::optional<VoiceSnapshot> snapshot = Decode(saved);
  if (snapshot) self_ = snapshot->Shifted(-wall_ahead);
  return snapshot.has_value();
}

void VoiceSession::ChangeVideo(bool has_video, absl::Time now) {
  if (std::exchange(self_.has_video, has_video) == has_video) return;
  if (self_.state == VoiceState::kObserving) self_.state_ends = StateEnd(options_, self_, now);
}

absl::Status VoiceSession::TakeInput(const VoiceInput& input, absl::optional<std::int64_t> sequence,
                                     absl::Time now) {
  if (sequence && (*sequence < 1 || *sequence > kMaxSequence)) {
    return base::InvalidArgument("sequence", "must be from 1 to 2^53");
  }
  if (!sequence || CountEvent(*sequence)) Handle(input, now);
  return absl::OkStatus();
}

bool VoiceSession::CountEvent(std::int64_t sequence) {
  const absl::optional<std::int64_t> missing = self_.sequence.Take(sequence);
  if (missing.value_or(0) > 0) {
    push_(SequenceGap{.expected = sequence - *missing, .received = sequence, .gap = *missing});
  }
  return missing.has_value();
}

void VoiceSession::Handle(const VoiceInput& input, absl::Time now) {
  if (input.type == VoiceInput::Type::kError) return Fail(input, now);
  if (self_.state == VoiceState::kDisconnected) Revive(now);
  const bool alive = ShowsLife(input.type);
  if (alive) self_.telemetry.RecordHeartbeat(now);
  if (alive || self_.client_silent != absl::InfiniteFuture()) {
    self_.client_silent = now + options_.heartbeat;
  }
  if (self_.telemetry.Measure(input)) unreported_ = true;
  if (input.type == VoiceInput::Type::kSpeechStart) return HandleSpeechStart(now);
  const bool ended = input.type == VoiceInput::Type::kSpeechEnd;
  if (ended && self_.state == VoiceState::kRecording) Move(VoiceState::kCooldown, now);
}

void VoiceSession::HandleSpeechStart(absl::Time now) {
  // The session stopped for lack of speech, and the reviewer speaks now.
  if (self_.state == VoiceState::kIdle) Move(VoiceState::kObserving, now);
  switch (self_.state) {
    case VoiceState::kObserving:
      if (self_.has_video) {
        self_.telemetry.CountSpeech();
        return Move(VoiceState::kRecording, now);
      }
      self_.telemetry.CountIgnoredWithoutVideo();
      unreported_ = true;
      return push_(SpeechIgnored{.reason = "no_video_context"});
    case VoiceState::kCooldown:
      self_.telemetry.CountIgnoredInCooldown();
      unreported_ = true;
      return push_(SpeechIgnored{.reason = "cooldown"});
    case VoiceState::kError:
      return push_(SpeechIgnored{.reason = "error"});
    default:
      return;  // The session records this speech already.
  }
}

void VoiceSession::Fail(const VoiceInput& input, absl::Time now) {
  if (self_.state != VoiceState::kError) Move(VoiceState::kError, now);
  push_(ClientFailed{.reason = input.problem.empty() ? "unknown" : input.problem});
}

void VoiceSession::Revive(absl::Time now) {
  self_.telemetry.CountRestart();
  if (self_.state == VoiceState::kDisconnected) Move(VoiceState::kReconnecting, now);
  Move(VoiceState::kObserving, now);
}

void VoiceSession::RunTimers(absl::Time now) {
  while (std::min(self_.state_ends, self_.client_silent) <= now) {
    if (self_.client_silent <= self_.state_ends) {
      Move(VoiceState::kDisconnected, self_.client_silent);
    } else {
      EndState();
    }
    // The report of a timer counts from now, even if the timer ran late.
    reported_ = now;
  }
}

void VoiceSession::EndState() {
  const absl::Time at = self_.state_ends;
  switch (self_.state) {
    case VoiceState::kRecording:
      return Move(VoiceState::kCooldown, at);
    case VoiceState::kCooldown:
      return Move(VoiceState::kObserving, at);
    default:
      Move(VoiceState::kIdle, at);
      push_(AutoStopped{.reason = "no_speech_timeout"});
  }
}

void VoiceSession::Move(VoiceState state, absl::Time now) {
  const VoiceState previous = std::exchange(self_.state, state);
  self_.state_ends = StateEnd(options_, self_, now);
  if (state == VoiceState::kIdle || state == VoiceState::kDisconnected) {
    self_.client_silent = absl::InfiniteFuture();
  }
  Report(previous, now);
  if (state == VoiceState::kRecording) push_(RecordingOrder{.start = true});
  if (previous == VoiceState::kRecording) push_(RecordingOrder{.start = false});
}

void VoiceSession::Report(absl::optional<VoiceState> previous, absl::Time now) {
  push_(VoiceReport{
      .state = self_.state, .previous = previous, .telemetry = self_.telemetry.ToFigures()});
  reported_ = now;
  unreported_ = false;
}

void VoiceSession::ReportIfDue(absl::Time now) {
  if (unreported_ && reported_ + options_.report_interval <= now) Report(absl::nullopt, now);
}

}  // namespace lossy::agent
