#include "services/agent/agent_config.h"

#include <cstddef>
#include <cstdint>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "services/agent/models/openai/openai_flags.h"
#include "services/agent/usage/usage_flags.h"
#include "services/shared/user_settings/settings_client_flags.h"
#include "services/shared/user_settings/settings_flags.h"

ABSL_DECLARE_FLAG(int, max_message_bytes);
ABSL_DECLARE_FLAG(int, max_connection_calls);

ABSL_FLAG(std::string, video, "127.0.0.1:4101", "Addresses of the video service, comma-separated");
ABSL_FLAG(std::string, notes, "127.0.0.1:4103", "Addresses of the notes service, comma-separated");
ABSL_FLAG(int, upstream_call_ms, 2000, "Time limit of a call to another service, in ms");
ABSL_FLAG(int, session_threads, 4, "Threads that handle the events of sessions");
ABSL_FLAG(std::int64_t, max_recording_bytes, 5'000'000,
          "Bytes after which a recording is handed over to the transcriber");
ABSL_FLAG(double, max_recording_seconds, 60,
          "Seconds after which a recording is handed over, by the times of its stream");
ABSL_FLAG(double, recording_pause_seconds, 10,
          "A recording may end at a pause this long before its limit, in seconds");
ABSL_FLAG(double, opus_bytes_per_second, 2'000,
          "Bytes per second, to estimate the length of a recording of an unknown format");
ABSL_FLAG(std::int64_t, min_handover_bytes, 4'096,
          "Least bytes of a recording that is handed over for its seconds");
ABSL_FLAG(std::int64_t, user_stored_bytes, std::int64_t{4} << 30,
          "Most bytes of audio and words stored per user, including 128 per row; 0: no limit");
ABSL_FLAG(std::int64_t, user_sessions, 10'000, "Most sessions stored per user; 0: no limit");
ABSL_FLAG(std::int64_t, user_recordings, 20'000, "Most recordings stored per user; 0: no limit");
ABSL_FLAG(std::int64_t, user_transcripts, 500'000, "Most transcripts stored per user; 0: no limit");
ABSL_FLAG(double, user_waiting_minutes, 60,
          "Most audio of a user that waits for the transcriber, in estimated minutes; 0: no limit");
ABSL_FLAG(std::int64_t, user_waiting_recordings, 1'000,
          "Most recordings of a user that wait for the transcriber; 0: no limit");
ABSL_FLAG(int, session_grace_seconds, 60,
          "Time without events in a session after which its recording is finished, in seconds");
ABSL_FLAG(int, recording_hours, 168, "Age at which recordings are deleted, in hours");
ABSL_FLAG(int, session_days, 90, "Time without use after which a session is deleted, in days");
ABSL_FLAG(int, repeat_window_ms, 10'000, "The same words within this time are a repeat, in ms");
ABSL_FLAG(int, note_threads, 32, "Transcripts drafted at the same time");
ABSL_FLAG(int, transcription_threads, 2, "Recordings transcribed at the same time");
ABSL_FLAG(int, improvement_threads, 4, "Plain notes improved at the same time");
ABSL_FLAG(int, work_lease_ms, 5'000,
          "Time after which other replicas take over the work of a dead replica, in ms");
ABSL_FLAG(
    int, transcription_ms, 60'000,
    "Time limit of the first try to transcribe a recording, in ms; later tries have up to four "
    "times as much");
ABSL_FLAG(int, plain_after_ms, 15'000,
          "Time that words wait for a model before they are noted as they were spoken, in ms");
ABSL_FLAG(int, improve_ms, 120'000, "Time limit of a model that improves a plain note, in ms");
ABSL_FLAG(int, improve_hours, 24, "Age at which a plain note is no longer improved, in hours");
ABSL_FLAG(int, refine_answer_ms, 8'500,
          "Time after which a refinement request is answered, in ms; clients time out after 10 s");
ABSL_FLAG(int, refine_ms, 30'000, "Time limit of a vision model, in ms");
ABSL_FLAG(int, refine_threads, 8, "Notes refined at the same time; as many more may wait");
ABSL_FLAG(int, max_image_bytes, 6 << 20, "Largest frame of a refinement, in bytes");

LOSSY_FLAG_RANGE(upstream_call_ms, 1, 600'000);
LOSSY_FLAG_RANGE(session_threads, 1, 1024);
LOSSY_FLAG_RANGE(max_recording_bytes, 1024, std::int64_t{1} << 30);
LOSSY_FLAG_RANGE(max_recording_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(opus_bytes_per_second, 1, 1e6);
LOSSY_FLAG_RANGE(min_handover_bytes, 0, std::int64_t{1} << 30);
LOSSY_FLAG_RANGE(user_stored_bytes, 0, std::int64_t{1} << 50);
LOSSY_FLAG_RANGE(user_sessions, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_recordings, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_transcripts, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_waiting_minutes, 0, 1e6);
LOSSY_FLAG_RANGE(user_waiting_recordings, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(recording_pause_seconds, 0, 3600);
LOSSY_FLAG_RANGE(session_grace_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(recording_hours, 0, 876'000);
LOSSY_FLAG_RANGE(session_days, 1, 36'500);
LOSSY_FLAG_RANGE(repeat_window_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(note_threads, 1, 1024);
LOSSY_FLAG_RANGE(transcription_threads, 1, 1024);
LOSSY_FLAG_RANGE(improvement_threads, 1, 1024);
LOSSY_FLAG_RANGE(work_lease_ms, 100, 3'600'000);
LOSSY_FLAG_RANGE(transcription_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(plain_after_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(improve_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(improve_hours, 0, 8760);
LOSSY_FLAG_RANGE(refine_answer_ms, 1, 600'000);
LOSSY_FLAG_RANGE(refine_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(refine_threads, 1, 1024);
LOSSY_FLAG_RANGE(max_image_bytes, 1024, 1 << 30);

namespace lossy::agent {
namespace {

// The edge forwards frames of up to 8 MiB, for example audio and images, and each joined session is
// a call that stays open.
constexpr int kMessageBytes = 9 << 20;
constexpr int kConnectionCalls = 10'000;

AgentConfig::Upstreams UpstreamsFromFlags() {
  return {.video = absl::GetFlag(FLAGS_video),
          .notes = absl::GetFlag(FLAGS_notes),
          .call_limit = base::FlagMilliseconds(FLAGS_upstream_call_ms),
          .settings_limit = services::SettingsCallLimitFromFlags(),
          .remembered_settings = services::RememberedSettingsFromFlags()};
}

StorageLimits StorageLimitsFromFlags() {
  return {.bytes = absl::GetFlag(FLAGS_user_stored_bytes),
          .sessions = absl::GetFlag(FLAGS_user_sessions),
          .recordings = absl::GetFlag(FLAGS_user_recordings),
          .transcripts = absl::GetFlag(FLAGS_user_transcripts),
          .waiting_recordings = absl::GetFlag(FLAGS_user_waiting_recordings),
          .waiting = absl::Minutes(absl::GetFlag(FLAGS_user_waiting_minutes))};
}

OpenRecording::Limits RecordingLimitsFromFlags() {
  return {.max_bytes = absl::GetFlag(FLAGS_max_recording_bytes),
          .max_seconds = absl::GetFlag(FLAGS_max_recording_seconds),
          .pause_within_seconds = absl::GetFlag(FLAGS_recording_pause_seconds),
          .opus_rate = absl::GetFlag(FLAGS_opus_bytes_per_second),
          .min_handover_bytes = absl::GetFlag(FLAGS_min_handover_bytes)};
}

AgentConfig::Retention RetentionFromFlags() {
  return {.session_grace = base::FlagSeconds(FLAGS_session_grace_seconds),
          .recordings = absl::Hours(absl::GetFlag(FLAGS_recording_hours)),
          .sessions = absl::Hours(24) * absl::GetFlag(FLAGS_session_days)};
}

TranscriptStore::Options TranscriptOptionsFromFlags() {
  return {.repeat_window = base::FlagMilliseconds(FLAGS_repeat_window_ms),
          .overdue_after = base::FlagMilliseconds(FLAGS_plain_after_ms),
          .stored = StorageLimitsFromFlags()};
}

Dispatcher::Options Dispatching(const absl::Flag<int>& threads, absl::Duration poll) {
  return {.threads = absl::GetFlag(threads),
          .lease = base::FlagMilliseconds(FLAGS_work_lease_ms),
          .poll = poll};
}

TranscriptPipeline::Options PipelineFromFlags() {
  TranscriptPipeline::Options options;
  options.transcribe = Dispatching(FLAGS_transcription_threads, options.transcribe.poll);
  options.draft = Dispatching(FLAGS_note_threads, options.draft.poll);
  options.improve = Dispatching(FLAGS_improvement_threads, options.improve.poll);
  options.overdue.lease = base::FlagMilliseconds(FLAGS_work_lease_ms);
  return options;
}

NoteRefiner::Options RefinerOptionsFromFlags() {
  return {.answer_within = base::FlagMilliseconds(FLAGS_refine_answer_ms),
          .patience = base::FlagMilliseconds(FLAGS_refine_ms),
          .threads = absl::GetFlag(FLAGS_refine_threads),
          .max_image_bytes = base::FlagSize(FLAGS_max_image_bytes)};
}

}  // namespace

SessionStore::Limits AgentConfig::SessionLimits(SoundDecoder* decoder) const {
  SessionStore::Limits limits{.recording = recording, .stored = storage};
  limits.recording.decoder = decoder;
  return limits;
}

void AgentConfig::SetFlagDefaults() {
  absl::SetFlag(&FLAGS_max_message_bytes, kMessageBytes);
  absl::SetFlag(&FLAGS_max_connection_calls, kConnectionCalls);
}

AgentConfig AgentConfig::FromFlags() {
  return {.upstreams = UpstreamsFromFlags(),
          .session_threads = absl::GetFlag(FLAGS_session_threads),
          .recording = RecordingLimitsFromFlags(),
          .storage = StorageLimitsFromFlags(),
          .usage = UsageQuotaFromFlags(),
          .retention = RetentionFromFlags(),
          .transcripts = TranscriptOptionsFromFlags(),
          .pipeline = PipelineFromFlags(),
          .transcribe = {.patience = base::FlagMilliseconds(FLAGS_transcription_ms)},
          .draft = {},
          .plain_after = base::FlagMilliseconds(FLAGS_plain_after_ms),
          .improve = {.patience = base::FlagMilliseconds(FLAGS_improve_ms),
                      .give_up_after = absl::Hours(absl::GetFlag(FLAGS_improve_hours))},
          .max_model_answers = OpenAiMaxAnswers(),
          .refiner = RefinerOptionsFromFlags()};
}

}  // namespace lossy::agent
