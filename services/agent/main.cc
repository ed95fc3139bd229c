#include <string>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/once/once.h"
#include "base/outbox/one_by_one.h"
#include "base/outbox/publisher.h"
#include "base/outbox/relay.h"
#include "base/outbox/relay_flags.h"
#include "base/pg/pool.h"
#include "base/pg/pool_flags.h"
#include "base/process/grpc_server.h"
#include "base/process/process.h"
#include "base/process/upstream_health.h"
#include "base/rpc/audience.h"
#include "base/rpc/calls.h"
#include "base/rpc/channel.h"
#include "base/rpc/internal_identity.h"
#include "base/rpc/user_call_flags.h"
#include "base/sockets/revocation_reader.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "base/workers/workers.h"
#include "services/agent/agent_flags.h"
#include "services/agent/models.h"
#include "services/agent/pipeline/notes_client.h"
#include "services/agent/privacy/spoken_words.h"
#include "services/agent/quality/session_confidence_policy.h"
#include "services/agent/service.h"
#include "services/agent/session/conversation.h"
#include "services/agent/storage/lease_repair.h"
#include "services/agent/storage/schema.h"
#include "services/agent/storage/session_store.h"
#include "services/agent/storage/transcript_store.h"
#include "services/agent/transcript_pipeline.h"
#include "services/agent/usage/pg_usage_quota.h"
#include "services/agent/usage/storage_quota.h"
#include "services/agent/usage/token_buckets.h"
#include "services/agent/usage/usage_flags.h"
#include "services/agent/usage/usage_ledger.h"
#include "services/agent/vision/note_refiner.h"
#include "services/shared/migrations/schema_health.h"
#include "services/shared/privacy/forget_client.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/privacy/privacy_service.h"
#include "services/shared/user_settings/fallback_settings.h"
#include "services/shared/user_settings/settings_client.h"
#include "services/shared/video_access/caching_video_access.h"
#include "services/shared/video_access/video_client.h"

ABSL_DECLARE_FLAG(int, max_message_bytes);
ABSL_DECLARE_FLAG(int, max_connection_calls);

ABSL_FLAG(std::string, notifications, "127.0.0.1:4104",
          "Address of the notifications service; several comma-separated");
ABSL_FLAG(std::string, video, "127.0.0.1:4101",
          "Address of the video service; several comma-separated");
ABSL_FLAG(std::string, notes, "127.0.0.1:4103",
          "Address of the notes service; several comma-separated");
ABSL_FLAG(int, upstream_call_ms, 2000, "Longest time for another service's answer, in ms");
ABSL_FLAG(int, forget_call_ms, 5000, "Longest time for another service to forget words, in ms");
ABSL_FLAG(int, settings_call_ms, 500,
          "Longest time for a user's settings, in ms; then those last known hold");
ABSL_FLAG(int, remembered_settings, 10'000, "Users whose settings are remembered");

LOSSY_FLAG_RANGE(upstream_call_ms, 1, 600'000);
LOSSY_FLAG_RANGE(forget_call_ms, 1, 600'000);
LOSSY_FLAG_RANGE(settings_call_ms, 1, 600'000);
LOSSY_FLAG_RANGE(remembered_settings, 0, 100'000'000);

namespace lossy::agent {
namespace {

// How often chores are done, and how long what was billed is known.
constexpr absl::Duration kOften = absl::Seconds(5);
constexpr absl::Duration kNowAndThen = absl::Minutes(1);
constexpr absl::Duration kHourly = absl::Hours(1);
constexpr absl::Duration kRarely = absl::Hours(6);
constexpr absl::Duration kUsageAge = absl::Hours(24 * 400);

// A note that was spoken counts for its session, another one for its video.
absl::StatusOr<std::string> RefinementScope(TranscriptStore& transcripts,
                                            const notes::v1::Note& note,
                                            const std::string& user_id) {
  absl::StatusOr<absl::optional<std::string>> session =
      transcripts.SessionOfNote(user_id, note.id());
  if (!session.ok()) return session.status();
  if (*session) return **session;
  return note.has_video_id() ? note.video_id() : note.id();
}

// The edge passes on frames of up to 8 MiB, audio and images among them, and each joined session is
// a call that stays open.
constexpr int kMessageBytes = 9 << 20;
constexpr int kConnectionCalls = 10'000;

int Run(int argc, char** argv) {
  absl::SetFlag(&FLAGS_max_message_bytes, kMessageBytes);
  absl::SetFlag(&FLAGS_max_connection_calls, kConnectionCalls);
  base::Process process(argc, argv, "agent");
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags(
      "agent", base::AudienceOf(v1::AgentService::service_full_name()));
  const std::shared_ptr<grpc::Channel> notifications =
      base::OpenChannel(absl::GetFlag(FLAGS_notifications));
  base::Revocations revocations;
  const auto revocation_reader =
      base::RevocationReader::ForUsers(notifications, identity, revocations);
  base::UserCallLimiter limiter(base::UserCallLimitsFromFlags(), process.registry());
  base::Calls calls(*identity.verifier, process.registry(), identity.users.get(), &revocations,
                    &limiter);
  const absl::Duration call_limit = absl::Milliseconds(absl::GetFlag(FLAGS_upstream_call_ms));
  const auto video_channel = base::OpenChannel(absl::GetFlag(FLAGS_video));
  services::VideoClient video(video_channel, identity, call_limit);
  services::CachingVideoAccess library(video, {}, base::RealClock());
  services::SettingsClient settings_client(
      video_channel, identity, absl::Milliseconds(absl::GetFlag(FLAGS_settings_call_ms)));
  services::FallbackSettings settings(settings_client, absl::GetFlag(FLAGS_remembered_settings));
  const auto notes_channel = base::OpenChannel(absl::GetFlag(FLAGS_notes));
  NotesClient notes(notes_channel, identity, call_limit);
  services::ForgetClient forget({{"notes", notes_channel}}, identity,
                                absl::Milliseconds(absl::GetFlag(FLAGS_forget_call_ms)));

  base::pg::Pool pool(base::pg::PoolOptionsFromFlags("agent"), process.registry());
  Models models(process.registry());
  SessionStore sessions(pool, RecordingLimitsFromFlags(models.decoder()));
  TranscriptStore transcripts(pool, TranscriptsFromFlags());
  TokenBuckets buckets(pool);
  UsageLedger ledger(pool);
  StorageQuota quota(pool, StorageLimitsFromFlags());
  Limits limits(buckets, ledger, process.registry(), LimitsFromFlags());
  base::Publisher publisher(notifications, identity);
  base::Relay relay(
      pool,
      {{std::string(base::kPublish),
        [&](absl::Span<const base::Outgoing> batch) { return publisher.Publish(batch); }},
       {std::string(services::kForget),
        base::OneByOne([&](const base::Outgoing& outgoing) { return forget.Deliver(outgoing); })}},
      base::RelayOptionsFromFlags(), process.registry());
  base::RequireConnections(pool, relay);

  SessionConfidencePolicy standards(notes, [&](const Transcript& transcript) {
    return settings.Get(identity.OnBehalfOf(transcript.user_id, transcript.request_id))
        .min_confidence;
  });
  TranscriptPipeline workshop(transcripts, models, notes, standards, limits, PipelineFromFlags(),
                              process.registry());
  NoteRefiner refinery(
      models.refiner(), notes, limits,
      [&](const notes::v1::Note& note, const std::string& user_id) {
        return RefinementScope(transcripts, note, user_id);
      },
      base::RealClock(), RefineryFromFlags());
  LeaseRepair lease_repair(pool, 2 * PipelineFromFlags().overdue.lease);
  base::PeriodicTasks periodic_tasks(
      {{"finish_abandoned_recordings", kOften,
        [&] {
          absl::StatusOr<base::TaskRun> finished = sessions.FinishAbandoned(SessionGrace());
          if (finished.ok() && finished->done > 0) workshop.WakeHearing();
          return finished;
        }},
       {"repair_leases", kOften, [&] { return lease_repair.Run(); }},
       {"forget_recordings", kNowAndThen, [&] { return sessions.ForgetRecordings(RecordingAge()); },
        [&] { return sessions.RecordingsOverdue(RecordingAge()); }},
       {"forget_requests", kNowAndThen, [&] { return base::ForgetRequests(pool); },
        [&] { return base::RequestsOverdue(pool); }},
       {"forget_sessions", kNowAndThen, [&] { return sessions.ForgetSessions(SessionAge()); },
        [&] { return sessions.SessionsOverdue(SessionAge()); }},
       {"forget_owners", kHourly,
        [&, after = std::string()]() mutable { return sessions.ForgetOwners(&after); }},
       {"count_stored", kOften, [&] { return quota.CountUncounted(); }},
       {"forget_buckets", kRarely, [&] { return buckets.Forget(SessionAge()); }},
       {"forget_usage", kRarely, [&] { return ledger.Forget(kUsageAge); },
        [&] { return ledger.Overdue(kUsageAge); }}},
      process.registry());

  const Surroundings around{.sessions = sessions,
                            .transcripts = transcripts,
                            .library = library,
                            .settings = settings,
                            .clock = base::RealClock(),
                            .on_behalf =
                                [&](const std::string& user_id, const std::string& request_id) {
                                  return identity.OnBehalfOf(user_id, request_id);
                                },
                            .on_transcript = [&] { workshop.WakeNoting(); },
                            .on_recording = [&] { workshop.WakeHearing(); },
                            .features = models.Features(),
                            .transcribes = models.transcriber().name() != kNoModel};
  base::Workers workers(SessionThreads());
  SpokenWords words(pool, base::RealClock());
  services::PrivacyService privacy(calls, words);
  Service service(calls, around, refinery, ledger, quota, words, workers, process.registry());
  const auto migrate = [&] { return Migrate(pool); };
  const int status = base::RunGrpcServer(
      process, calls, {&service, &privacy}, migrate, [&] { service.Stop(); },
      {services::SchemaHealth(pool, migrate), base::UpstreamHealth("notifications", notifications),
       base::UpstreamHealth("video", video_channel), base::UpstreamHealth("notes", notes_channel)});
  models.Stop();
  return status;
}

}  // namespace
}  // namespace lossy::agent

int main(int argc, char** argv) { return lossy::agent::Run(argc, argv); }
