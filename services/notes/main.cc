#include <string>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/once/once.h"
#include "base/outbox/last_of_each.h"
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
#include "services/notes/deleted_notes_sweep.h"
#include "services/notes/notes.h"
#include "services/notes/outgoing.h"
#include "services/notes/pg_store.h"
#include "services/notes/revisions.h"
#include "services/notes/service.h"
#include "services/notes/written_words.h"
#include "services/shared/migrations/schema_health.h"
#include "services/shared/privacy/forget_client.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/privacy/privacy_service.h"
#include "services/shared/user_settings/fallback_settings.h"
#include "services/shared/user_settings/settings_client.h"
#include "services/shared/video_access/caching_video_access.h"
#include "services/shared/video_access/video_client.h"

ABSL_FLAG(std::string, notifications, "127.0.0.1:4104",
          "Address of the notifications service; several comma-separated");
ABSL_FLAG(std::string, video, "127.0.0.1:4101",
          "Address of the video service; several comma-separated");
ABSL_FLAG(std::string, agent, "127.0.0.1:4102",
          "Address of the agent, which forgets what deleted notes were made of; several "
          "comma-separated");
ABSL_FLAG(int, forget_call_ms, 5000, "Longest time for another service to forget words, in ms");
ABSL_FLAG(int, video_call_ms, 2000, "Longest time for an answer of the video service, in ms");
ABSL_FLAG(std::uint32_t, owned_videos, 10'000, "Most videos whose owner is remembered; 0: none");
ABSL_FLAG(int, owned_videos_seconds, 60, "How long a video's owner is remembered, in seconds");
ABSL_FLAG(int, settings_call_ms, 500,
          "Longest time for the video service to tell a user's settings, in ms");
ABSL_FLAG(std::uint32_t, remembered_settings, 10'000,
          "Most users whose settings are remembered for when they cannot be read; 0: none");
ABSL_FLAG(std::int64_t, user_notes, 100'000,
          "Most notes of one user, without deleted ones; 0: no limit");
ABSL_FLAG(std::int64_t, user_revisions, 200'000,
          "Most former revisions of all notes of one user; 0: no limit");
ABSL_FLAG(
    std::int64_t, user_note_bytes, 256 << 20,
    "Most bytes of the texts of one user's notes and revisions, and of embeddings; 0: no limit");
ABSL_FLAG(std::int64_t, user_deleted_notes, 100'000,
          "Most deleted notes of one user that are remembered, the newest; 0: no limit");
ABSL_FLAG(int, note_revisions, 100,
          "How many former revisions of a note are kept, beside its first one");

LOSSY_FLAG_RANGE(forget_call_ms, 1, 600'000);
LOSSY_FLAG_RANGE(video_call_ms, 1, 600'000);
LOSSY_FLAG_RANGE(owned_videos, 0, 100'000'000);
LOSSY_FLAG_RANGE(owned_videos_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(settings_call_ms, 1, 600'000);
LOSSY_FLAG_RANGE(remembered_settings, 0, 100'000'000);
LOSSY_FLAG_RANGE(user_notes, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_revisions, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_note_bytes, 0, std::int64_t{1} << 50);
LOSSY_FLAG_RANGE(user_deleted_notes, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(note_revisions, 0, 1'000'000);

namespace {

lossy::notes::Quotas QuotasFromFlags() {
  return {.notes = absl::GetFlag(FLAGS_user_notes),
          .revisions = absl::GetFlag(FLAGS_user_revisions),
          .note_bytes = absl::GetFlag(FLAGS_user_note_bytes),
          .deleted_notes = absl::GetFlag(FLAGS_user_deleted_notes)};
}

}  // namespace

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "notes");
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags(
      "notes", base::AudienceOf(notes::v1::NotesService::service_full_name()));
  const std::shared_ptr<grpc::Channel> notifications =
      base::OpenChannel(absl::GetFlag(FLAGS_notifications));
  base::Revocations revocations;
  const auto revocation_reader =
      base::RevocationReader::ForUsers(notifications, identity, revocations);
  base::UserCallLimiter limiter(base::UserCallLimitsFromFlags(), process.registry());
  base::Calls calls(*identity.verifier, process.registry(), identity.users.get(), &revocations,
                    &limiter);

  const std::shared_ptr<grpc::Channel> video_channel =
      base::OpenChannel(absl::GetFlag(FLAGS_video));
  services::VideoClient video(video_channel, identity,
                              absl::Milliseconds(absl::GetFlag(FLAGS_video_call_ms)));
  services::CachingVideoAccess library(
      video,
      {.size = absl::GetFlag(FLAGS_owned_videos),
       .time = absl::Seconds(absl::GetFlag(FLAGS_owned_videos_seconds))},
      base::RealClock());

  services::SettingsClient settings_client(
      video_channel, identity, absl::Milliseconds(absl::GetFlag(FLAGS_settings_call_ms)));
  services::FallbackSettings settings(settings_client, absl::GetFlag(FLAGS_remembered_settings));

  base::pg::Pool pool(base::pg::PoolOptionsFromFlags("notes"), process.registry());
  notes::PgStore store(pool);
  base::Publisher publisher(notifications, identity);
  services::ForgetClient forget({{"agent", base::OpenChannel(absl::GetFlag(FLAGS_agent))}},
                                identity, absl::Milliseconds(absl::GetFlag(FLAGS_forget_call_ms)));
  base::Relay relay(
      pool,
      {{std::string(base::kPublish),
        [&](absl::Span<const base::Outgoing> batch) { return publisher.Publish(batch); }},
       {std::string(notes::kTouchVideo),
        base::LastOfEach(
            base::OneByOne([&](const base::Outgoing& outgoing) { return video.Touch(outgoing); }))},
       {std::string(services::kForget),
        base::OneByOne([&](const base::Outgoing& outgoing) { return forget.Deliver(outgoing); })}},
      base::RelayOptionsFromFlags(), process.registry());
  base::RequireConnections(pool, relay);
  notes::Notes notes(store, library, QuotasFromFlags());
  notes::Revisions revisions(
      pool, {.quotas = QuotasFromFlags(), .former_revisions = absl::GetFlag(FLAGS_note_revisions)});
  base::PeriodicTasks periodic_tasks(
      {{"forget_requests", absl::Minutes(1), [&] { return base::ForgetRequests(pool); },
        [&] { return base::RequestsOverdue(pool); }}},
      process.registry());
  notes::Service service(calls, notes, revisions, settings);
  notes::WrittenWords words(pool, base::RealClock());
  services::PrivacyService privacy(calls, words);
  const notes::DeletedNotesSweep sweep(pool);

  const auto migrate = [&] { return store.Migrate(); };
  return base::RunGrpcServer(
      process, calls, {&service, &privacy}, migrate, [] {},
      {services::SchemaHealth(pool, migrate), base::UpstreamHealth("notifications", notifications),
       base::UpstreamHealth("video", video_channel)});
}
