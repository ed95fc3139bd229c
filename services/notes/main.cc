#include <memory>
#include <string>

#include "base/outbox/last_of_each.h"
#include "base/outbox/one_by_one.h"
#include "base/process/upstream_health.h"
#include "base/rpc/channel.h"
#include "base/time/clock.h"
#include "services/notes/deleted_notes_sweep.h"
#include "services/notes/exporter.h"
#include "services/notes/notes.h"
#include "services/notes/notes_config.h"
#include "services/notes/outgoing.h"
#include "services/notes/revisions.h"
#include "services/notes/schema.h"
#include "services/notes/service.h"
#include "services/notes/written_words.h"
#include "services/shared/service_main/user_service_main.h"
#include "services/shared/user_settings/fallback_settings.h"
#include "services/shared/user_settings/settings_client.h"
#include "services/shared/user_settings/settings_client_flags.h"
#include "services/shared/user_settings/settings_flags.h"
#include "services/shared/video_access/caching_video_access.h"
#include "services/shared/video_access/video_client.h"

int main(int argc, char** argv) {
  using namespace lossy;
  services::UserServiceMain service_main(argc, argv, "notes",
                                         notes::v1::NotesService::service_full_name());
  const notes::NotesConfig config = notes::NotesConfig::FromFlags();
  const base::InternalIdentity& identity = service_main.identity();
  base::pg::Pool& pool = service_main.pool();

  const std::shared_ptr<grpc::Channel> video_channel = base::OpenChannel(config.video, "video");
  services::VideoClient video(video_channel, identity, config.video_call);
  services::CachingVideoAccess owned_videos(video, config.owned_videos, base::RealClock());
  services::SettingsClient settings_client(video_channel, identity,
                                           services::SettingsCallLimitFromFlags());
  services::FallbackSettings settings(settings_client, services::RememberedSettingsFromFlags());

  notes::Notes notes(pool, owned_videos, config.limits.quotas);
  notes::Revisions revisions(pool, config.limits);
  notes::Exporter exporter(pool, owned_videos);
  notes::Service service(service_main.calls(), notes, revisions, exporter, settings);
  notes::WrittenWords words(pool, base::RealClock());
  const notes::DeletedNotesSweep sweep(pool);
  const base::Relay::Handler touch_video = base::LastOfEach(
      base::OneByOne([&](const base::Outgoing& outgoing) { return video.Touch(outgoing); }));
  return service_main.Serve({.services = {&service},
                             .words = words,
                             .forget_at = {{"agent", base::OpenChannel(config.agent, "agent")}},
                             .migrate = [&] { return notes::Migrate(pool); },
                             .deliveries = {{std::string(notes::kTouchVideo), touch_video}},
                             .health = {base::UpstreamHealth("video", video_channel)}});
}
