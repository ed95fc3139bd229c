#include <string>
#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
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
#include "base/rpc/notifications_flag.h"
#include "base/rpc/user_call_flags.h"
#include "base/sockets/revocation_reader.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "base/workers/workers.h"
#include "services/agent/agent_config.h"
#include "services/agent/models.h"
#include "services/agent/pipeline/bounded_writer.h"
#include "services/agent/pipeline/draft_stage.h"
#include "services/agent/pipeline/draft_writer.h"
#include "services/agent/pipeline/improve_stage.h"
#include "services/agent/pipeline/notes_client.h"
#include "services/agent/pipeline/pipeline_metrics.h"
#include "services/agent/pipeline/transcribe_stage.h"
#include "services/agent/pipeline/transcript_outcome.h"
#include "services/agent/pipeline/transcript_pipeline.h"
#include "services/agent/privacy/spoken_words.h"
#include "services/agent/quality/session_confidence_policy.h"
#include "services/agent/recordings.h"
#include "services/agent/service.h"
#include "services/agent/session/audio_intake.h"
#include "services/agent/session/session_joiner.h"
#include "services/agent/session/session_streams.h"
#include "services/agent/session/transcript_intake.h"
#include "services/agent/storage/lease_repair.h"
#include "services/agent/storage/schema.h"
#include "services/agent/storage/session_retention.h"
#include "services/agent/storage/session_store.h"
#include "services/agent/storage/transcript_store.h"
#include "services/agent/usage/pg_usage_quota.h"
#include "services/agent/usage/storage_quota.h"
#include "services/agent/usage/token_buckets.h"
#include "services/agent/usage/usage_ledger.h"
#include "services/agent/usage/usage_report.h"
#include "services/agent/vision/note_refiner.h"
#include "services/agent/vision/refinement_scope.h"
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

namespace lossy::agent {
namespace {

constexpr absl::Duration kEvery5Seconds = absl::Seconds(5);
constexpr absl::Duration kEveryMinute = absl::Minutes(1);
constexpr absl::Duration kEveryHour = absl::Hours(1);
constexpr absl::Duration kEvery6Hours = absl::Hours(6);
// The age at which the rows of the usage ledger are deleted.
constexpr absl::Duration kUsageAge = absl::Hours(24 * 400);

// The edge forwards frames of up to 8 MiB, for example audio and images, and each joined session is
// a call that stays open.
constexpr int kMessageBytes = 9 << 20;
constexpr int kConnectionCalls = 10'000;

int Run(int argc, char** argv) {
  absl::SetFlag(&FLAGS_max_message_bytes, kMessageBytes);
  absl::SetFlag(&FLAGS_max_connection_calls, kConnectionCalls);
  base::Process process(argc, argv, "agent");
  const AgentConfig config = AgentConfigFromFlags();
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags(
      "agent", base::AudienceOf(v1::AgentService::service_full_name()));
  const AgentConfig::Upstreams& upstreams = config.upstreams;
  const auto notifications = base::NotificationsChannelFromFlags();
  const auto video_channel = base::OpenChannel(upstreams.video);
  const auto notes_channel = base::OpenChannel(upstreams.notes);
  base::Revocations revocations;
  const auto revocation_reader =
      base::RevocationReader::ForUsers(notifications, identity, revocations);
  base::UserCallLimiter limiter(base::UserCallLimitsFromFlags(), process.registry());
  base::Calls calls(*identity.verifier, process.registry(), identity.users.get(), &revocations,
                    &limiter);
  services::VideoClient video(video_channel, identity, upstreams.call_limit);
  services::CachingVideoAccess video_access(video, {}, base::RealClock());
  services::SettingsClient settings_client(video_channel, identity, upstreams.settings_limit);
  services::FallbackSettings settings(settings_client, upstreams.remembered_settings);
  NotesClient notes(notes_channel, identity, upstreams.call_limit);
  services::ForgetClient forget({{"notes", notes_channel}}, identity, upstreams.forget_limit);

  base::pg::Pool pool(base::pg::PoolOptionsFromFlags("agent"), process.registry());
  Models models(process.registry());
  SessionStore sessions(pool, config.SessionLimits(models.decoder()));
  SessionRetention session_retention(pool);
  TranscriptStore transcripts(pool, config.transcripts);
  TokenBuckets buckets(pool);
  UsageLedger ledger(pool);
  StorageQuota storage_quota(pool, config.storage);
  PgUsageQuota usage_quota(buckets, ledger, process.registry(), config.usage);
  base::Publisher publisher(notifications, identity);
  base::Relay relay(
      pool,
      {{std::string(base::kPublish),
        [&](absl::Span<const base::Outgoing> batch) { return publisher.Publish(batch); }},
       {std::string(services::kForget),
        base::OneByOne([&](const base::Outgoing& outgoing) { return forget.Deliver(outgoing); })}},
      base::RelayOptionsFromFlags(), process.registry());
  base::RequireConnections(pool, relay);

  SessionConfidencePolicy confidence(notes, [&](const Transcript& transcript) {
    return settings.Get(identity.OnBehalfOf(transcript.user_id, transcript.request_id))
        .min_confidence;
  });
  PipelineMetrics metrics(process.registry());
  TranscriptOutcome outcome(transcripts, metrics, base::RealClock());
  BoundedWriter writer(models.note_writer(), transcripts, usage_quota, config.max_model_answers);
  DraftWriter drafts(models.rules(), writer, confidence, base::RealClock(),
                     {.plain_after = config.plain_after, .asks_model = models.has_note_model()});
  TranscribeStage transcribe_stage(outcome, models.transcriber(), usage_quota, config.transcribe);
  DraftStage draft_stage(outcome, drafts, notes, config.draft);
  ImproveStage improve_stage(outcome, writer, notes, confidence, config.improve);
  TranscriptPipeline pipeline(transcripts, transcribe_stage, draft_stage, improve_stage,
                              config.pipeline);
  const auto on_transcript = [&] { pipeline.WakeDraft(); };
  const auto on_recording = [&] { pipeline.WakeTranscribe(); };
  NoteRefiner refiner(
      models.refiner(), notes, usage_quota,
      [&](const notes::v1::Note& note, const std::string& user_id) {
        return RefinementScope(transcripts, note, user_id);
      },
      config.refiner);
  LeaseRepair lease_repair(pool, 2 * config.pipeline.overdue.lease);
  const AgentConfig::Retention& retention = config.retention;
  base::PeriodicTasks periodic_tasks(
      {{"finish_abandoned_recordings", kEvery5Seconds,
        [&] {
          absl::StatusOr<base::TaskRun> finished =
              sessions.FinishAbandoned(retention.session_grace);
          if (finished.ok() && finished->done > 0) on_recording();
          return finished;
        }},
       {"repair_leases", kEvery5Seconds, [&] { return lease_repair.Run(); }},
       {"forget_recordings", kEveryMinute,
        [&] { return session_retention.ForgetRecordings(retention.recordings); },
        [&] { return session_retention.RecordingsOverdue(retention.recordings); }},
       {"forget_requests", kEveryMinute, [&] { return base::ForgetRequests(pool); },
        [&] { return base::RequestsOverdue(pool); }},
       {"forget_sessions", kEveryMinute,
        [&] { return session_retention.ForgetSessions(retention.sessions); },
        [&] { return session_retention.SessionsOverdue(retention.sessions); }},
       {"forget_owners", kEveryHour,
        [&, after = std::string()]() mutable { return session_retention.ForgetOwners(&after); }},
       {"count_stored", kEvery5Seconds, [&] { return storage_quota.CountUncounted(); }},
       {"forget_buckets", kEvery6Hours, [&] { return buckets.Forget(retention.sessions); }},
       {"forget_usage", kEvery6Hours, [&] { return ledger.Forget(kUsageAge); },
        [&] { return ledger.Overdue(kUsageAge); }}},
      process.registry());

  // A session outlives the token of its join, so the agent proves itself on behalf of the user.
  const auto check_video = [&](const base::Caller& caller, const std::string& video_id) {
    return video_access.CheckOwn(identity.OnBehalfOf(caller.identity.user_id, caller.request_id),
                                 video_id);
  };
  const SessionJoiner joiner(sessions, settings, check_video, base::RealClock(), models.Features());
  const TranscriptIntake transcript_intake(transcripts, on_transcript);
  const AudioIntake audio_intake(models.transcribes(), on_recording);
  base::Workers workers(config.session_threads);
  SessionStreams streams(
      [&](base::Caller caller, Conversation::Send send) {
        return Conversation(joiner, transcript_intake, audio_intake, std::move(caller),
                            std::move(send));
      },
      workers, process.registry());
  SpokenWords words(pool, base::RealClock());
  Recordings recordings(transcripts, words, models.transcribes(), on_recording);
  UsageReport usage_report(ledger, storage_quota);
  services::PrivacyService privacy(calls, words);
  Service service(calls, streams, refiner, recordings, usage_report);
  const auto migrate = [&] { return Migrate(pool); };
  const int status =
      base::RunGrpcServer(process, calls,
                          {.services = {&service, &privacy},
                           .prepare = migrate,
                           .on_stop = [&] { streams.Stop(); },
                           .health = {services::SchemaHealth(pool, migrate),
                                      base::UpstreamHealth("notifications", notifications),
                                      base::UpstreamHealth("video", video_channel),
                                      base::UpstreamHealth("notes", notes_channel)}});
  models.Stop();
  return status;
}

}  // namespace
}  // namespace lossy::agent

int main(int argc, char** argv) { return lossy::agent::Run(argc, argv); }
