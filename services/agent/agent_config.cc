#include "services/agent/agent_config.h"

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/rpc/target.h"
#include "services/agent/models/openai/openai_flags.h"
#include "services/agent/pipeline/pipeline_flags.h"
#include "services/agent/storage/recording_flags.h"
#include "services/agent/usage/storage_flags.h"
#include "services/agent/usage/usage_flags.h"
#include "services/agent/vision/refiner_flags.h"
#include "services/shared/user_settings/settings_client_flags.h"
#include "services/shared/user_settings/settings_flags.h"

ABSL_DECLARE_FLAG(int, max_message_bytes);
ABSL_DECLARE_FLAG(int, max_connection_calls);

ABSL_FLAG(std::string, video, "127.0.0.1:4101", "Addresses of the video service, comma-separated");
ABSL_FLAG(std::string, notes, "127.0.0.1:4103", "Addresses of the notes service, comma-separated");
ABSL_FLAG(int, upstream_call_ms, 2000, "Time limit of a call to another service, in ms");
ABSL_FLAG(int, session_threads, 64,
          "Threads that handle the events of sessions; the words of those that wait are stored "
          "together");
ABSL_FLAG(int, session_grace_seconds, 60,
          "Time without events in a session after which its recording is finished, in seconds");
ABSL_FLAG(int, recording_hours, 168, "Age at which recordings are deleted, in hours");
ABSL_FLAG(int, session_days, 90, "Time without use after which a session is deleted, in days");
ABSL_FLAG(int, repeat_window_ms, 10'000, "The same words within this time are a repeat, in ms");
ABSL_FLAG(int, plain_after_ms, 15'000,
          "Time that words wait for a model before they are noted as they were spoken, in ms");

LOSSY_FLAG_RANGE(upstream_call_ms, 1, 600'000);
LOSSY_FLAG_RANGE(session_threads, 1, 1024);
LOSSY_FLAG_RANGE(session_grace_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(recording_hours, 0, 876'000);
LOSSY_FLAG_RANGE(session_days, 1, 36'500);
LOSSY_FLAG_RANGE(repeat_window_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(plain_after_ms, 1, 3'600'000);
LOSSY_FLAG_CHECK(video, [] { return lossy::base::TargetOf(absl::GetFlag(FLAGS_video)).status(); });
LOSSY_FLAG_CHECK(notes, [] { return lossy::base::TargetOf(absl::GetFlag(FLAGS_notes)).status(); });

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
          .pipeline = PipelineOptionsFromFlags(),
          .transcribe = TranscribeOptionsFromFlags(),
          .draft = {},
          .plain_after = base::FlagMilliseconds(FLAGS_plain_after_ms),
          .improve = ImproveOptionsFromFlags(),
          .max_model_answers = OpenAiMaxAnswers(),
          .refiner = RefinerOptionsFromFlags()};
}

}  // namespace lossy::agent
