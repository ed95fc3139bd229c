#include <string>

#include "absl/time/time.h"
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
#include "base/rpc/notifications_flag.h"
#include "base/rpc/user_call_flags.h"
#include "base/sockets/revocation_reader.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "services/notes/deleted_notes_sweep.h"
#include "services/notes/notes.h"
#include "services/notes/notes_config.h"
#include "services/notes/outgoing.h"
#include "services/notes/revisions.h"
#include "services/notes/schema.h"
#include "services/notes/service.h"
#include "services/notes/written_words.h"
#include "services/shared/migrations/schema_health.h"
#include "services/shared/privacy/forget_client.h"
#include "services/shared/privacy/forget_flags.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/privacy/privacy_service.h"
#include "services/shared/user_settings/fallback_settings.h"
#include "services/shared/user_settings/settings_client.h"
#include "services/shared/user_settings/settings_client_flags.h"
#include "services/shared/user_settings/settings_flags.h"
#include "services/shared/video_access/caching_video_access.h"
#include "services/shared/video_access/video_client.h"

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "notes");
  const notes::NotesConfig config = notes::NotesConfigFromFlags();
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags(
      "notes", base::AudienceOf(notes::v1::NotesService::service_full_name()));
  const std::shared_ptr<grpc::Channel> notifications = base::NotificationsChannelFromFlags();
  base::Revocations revocations;
  const auto revocation_reader =
      base::RevocationReader::ForUsers(notifications, identity, revocations);
  base::UserCallLimiter limiter(base::UserCallLimitsFromFlags(), process.registry());
  base::Calls calls(*identity.verifier, process.registry(), identity.users.get(), &revocations,
                    &limiter);

  const std::shared_ptr<grpc::Channel> video_channel = base::OpenChannel(config.video);
  services::VideoClient video(video_channel, identity, config.video_call);
  services::CachingVideoAccess owned_videos(video, config.owned_videos, base::RealClock());
  services::SettingsClient settings_client(video_channel, identity,
                                           services::SettingsCallLimitFromFlags());
  services::FallbackSettings settings(settings_client, services::RememberedSettingsFromFlags());

  base::pg::Pool pool(base::pg::PoolOptionsFromFlags("notes"), process.registry());
  base::Publisher publisher(notifications, identity);
  services::ForgetClient forget({{"agent", base::OpenChannel(config.agent)}}, identity,
                                services::ForgetCallLimitFromFlags());
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
  notes::Notes notes(pool, owned_videos, config.limits.quotas);
  notes::Revisions revisions(pool, config.limits);
  base::PeriodicTasks periodic_tasks(
      {{"forget_requests", absl::Minutes(1), [&] { return base::ForgetRequests(pool); },
        [&] { return base::RequestsOverdue(pool); }}},
      process.registry());
  notes::Service service(calls, notes, revisions, settings);
  notes::WrittenWords words(pool, base::RealClock());
  services::PrivacyService privacy(calls, words);
  const notes::DeletedNotesSweep sweep(pool);

  const auto migrate = [&] { return notes::Migrate(pool); };
  return base::RunGrpcServer(
      process, calls, {&service, &privacy}, migrate, [] {},
      {services::SchemaHealth(pool, migrate), base::UpstreamHealth("notifications", notifications),
       base::UpstreamHealth("video", video_channel)});
}
