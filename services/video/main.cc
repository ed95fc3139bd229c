#include <string>

#include "absl/time/time.h"
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
#include "base/workers/periodic_tasks.h"
#include "services/shared/migrations/schema_health.h"
#include "services/shared/privacy/forget_client.h"
#include "services/shared/privacy/forget_flags.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/privacy/privacy_service.h"
#include "services/shared/user_settings/fallback_settings.h"
#include "services/shared/user_settings/settings_flags.h"
#include "services/video/account_service.h"
#include "services/video/accounts.h"
#include "services/video/schema.h"
#include "services/video/service.h"
#include "services/video/settings.h"
#include "services/video/settings_service.h"
#include "services/video/video_config.h"
#include "services/video/video_words.h"
#include "services/video/videos.h"

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "video");
  const video::VideoConfig config = video::VideoConfigFromFlags();
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags(
      "video", base::AudienceOf(video::v1::VideoService::service_full_name()));
  const std::shared_ptr<grpc::Channel> notifications = base::NotificationsChannelFromFlags();
  base::Revocations revocations;
  const auto revocation_reader =
      base::RevocationReader::ForUsers(notifications, identity, revocations);
  base::UserCallLimiter limiter(base::UserCallLimitsFromFlags(), process.registry());
  base::Calls calls(*identity.verifier, process.registry(), identity.users.get(), &revocations,
                    &limiter);

  base::pg::Pool pool(base::pg::PoolOptionsFromFlags("video"), process.registry());
  base::Publisher publisher(notifications, identity);
  video::VideoWords words(pool);
  services::ForgetClient forget(
      {{"agent", base::OpenChannel(config.agent)}, {"notes", base::OpenChannel(config.notes)}},
      identity, services::ForgetCallLimitFromFlags());
  forget.ServeHere("video", words);
  base::Relay relay(
      pool,
      {{std::string(base::kPublish),
        [&](absl::Span<const base::Outgoing> batch) { return publisher.Publish(batch); }},
       {std::string(services::kForget),
        base::OneByOne([&](const base::Outgoing& outgoing) { return forget.Deliver(outgoing); })}},
      base::RelayOptionsFromFlags(), process.registry());
  base::RequireConnections(pool, relay);
  base::PeriodicTasks periodic_tasks(
      {{"forget_requests", absl::Minutes(1), [&] { return base::ForgetRequests(pool); },
        [&] { return base::RequestsOverdue(pool); }}},
      process.registry());
  base::UserCallLimiter searches(config.searches, process.registry());
  video::Videos videos(pool, config.limits, &searches);
  video::Settings settings(pool);
  services::FallbackSettings fallback_settings(settings, services::RememberedSettingsFromFlags());
  video::Service service(calls, videos, fallback_settings);
  video::SettingsService settings_service(calls, settings);
  services::PrivacyService privacy(calls, words);
  video::Accounts accounts(pool);
  video::AccountService account_service(calls, accounts);

  const auto migrate = [&] { return video::Migrate(pool); };
  return base::RunGrpcServer(
      process, calls, {&service, &settings_service, &privacy, &account_service}, migrate, [] {},
      {services::SchemaHealth(pool, migrate),
       base::UpstreamHealth("notifications", notifications)});
}
