#include <string>

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
#include "base/workers/periodic_tasks.h"
#include "services/shared/migrations/schema_health.h"
#include "services/shared/privacy/forget_client.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/privacy/privacy_service.h"
#include "services/shared/user_settings/fallback_settings.h"
#include "services/video/account_service.h"
#include "services/video/accounts.h"
#include "services/video/library_words.h"
#include "services/video/pg_store.h"
#include "services/video/service.h"
#include "services/video/settings.h"
#include "services/video/settings_service.h"
#include "services/video/videos.h"

ABSL_FLAG(std::string, notifications, "127.0.0.1:4104",
          "Address of the notifications service; several comma-separated");
ABSL_FLAG(std::string, agent, "127.0.0.1:4102",
          "Address of the agent, which forgets what was said about deleted videos; several "
          "comma-separated");
ABSL_FLAG(std::string, notes, "127.0.0.1:4103",
          "Address of the notes service, which forgets the notes of deleted videos; several "
          "comma-separated");
ABSL_FLAG(int, forget_call_ms, 5000, "Longest time for another service to forget words, in ms");
ABSL_FLAG(std::uint32_t, remembered_settings, 10'000,
          "Most users whose settings are remembered for when they cannot be read; 0: none");
ABSL_FLAG(std::int64_t, user_videos, 10'000, "Most videos of one user; 0: no limit");
ABSL_FLAG(std::int64_t, user_video_bytes, 32 << 20,
          "Most bytes of the texts of one user's videos; 0: no limit");
ABSL_FLAG(int, search_rows, 2000,
          "Most videos that one page of a search, or of a status or platform, looks at");
ABSL_FLAG(int, user_searches, 1,
          "Most such pages of one user that are read at once in this process; 0: no limit");

LOSSY_FLAG_RANGE(forget_call_ms, 1, 600'000);
LOSSY_FLAG_RANGE(remembered_settings, 0, 100'000'000);
LOSSY_FLAG_RANGE(user_videos, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_video_bytes, 0, std::int64_t{1} << 50);
LOSSY_FLAG_RANGE(search_rows, 1, 1'000'000);
LOSSY_FLAG_RANGE(user_searches, 0, 10'000);

namespace {

lossy::video::Videos::Limits LimitsFromFlags() {
  return {.quotas = {.videos = absl::GetFlag(FLAGS_user_videos),
                     .video_bytes = absl::GetFlag(FLAGS_user_video_bytes)},
          .search_rows = absl::GetFlag(FLAGS_search_rows)};
}

lossy::base::UserCallLimiter::Options SearchLimitsFromFlags() {
  lossy::base::UserCallLimiter::Options options = lossy::base::UserCallLimitsFromFlags();
  options.running = absl::GetFlag(FLAGS_user_searches);
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "video");
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags(
      "video", base::AudienceOf(video::v1::VideoService::service_full_name()));
  const std::shared_ptr<grpc::Channel> notifications =
      base::OpenChannel(absl::GetFlag(FLAGS_notifications));
  base::Revocations revocations;
  const auto revocation_reader =
      base::RevocationReader::ForUsers(notifications, identity, revocations);
  base::UserCallLimiter limiter(base::UserCallLimitsFromFlags(), process.registry());
  base::Calls calls(*identity.verifier, process.registry(), identity.users.get(), &revocations,
                    &limiter);

  base::pg::Pool pool(base::pg::PoolOptionsFromFlags("video"), process.registry());
  video::PgStore store(pool);
  base::Publisher publisher(notifications, identity);
  video::LibraryWords words(pool);
  services::ForgetClient forget({{"agent", base::OpenChannel(absl::GetFlag(FLAGS_agent))},
                                 {"notes", base::OpenChannel(absl::GetFlag(FLAGS_notes))}},
                                identity, absl::Milliseconds(absl::GetFlag(FLAGS_forget_call_ms)));
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
  base::UserCallLimiter searches(SearchLimitsFromFlags(), process.registry());
  video::Videos videos(store, LimitsFromFlags(), &searches);
  video::Settings settings(pool);
  services::FallbackSettings remembered(settings, absl::GetFlag(FLAGS_remembered_settings));
  video::Service service(calls, videos, remembered);
  video::SettingsService settings_service(calls, settings);
  services::PrivacyService privacy(calls, words);
  video::Accounts accounts(pool);
  video::AccountService account_service(calls, accounts);

  const auto migrate = [&] { return store.Migrate(); };
  return base::RunGrpcServer(
      process, calls, {&service, &settings_service, &privacy, &account_service}, migrate, [] {},
      {services::SchemaHealth(pool, migrate),
       base::UpstreamHealth("notifications", notifications)});
}
