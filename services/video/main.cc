#include "base/rpc/channel.h"
#include "base/rpc/user_call_limiter.h"
#include "services/shared/service_main/user_service_main.h"
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
  services::UserServiceMain service_main(argc, argv, "video",
                                         video::v1::VideoService::service_full_name());
  const video::VideoConfig config = video::VideoConfig::FromFlags();
  base::pg::Pool& pool = service_main.pool();
  base::Calls& calls = service_main.calls();
  base::UserCallLimiter searches(config.searches, service_main.registry());
  video::Videos videos(pool, config.limits, &searches);
  video::Settings settings(pool);
  services::FallbackSettings fallback_settings(settings, services::RememberedSettingsFromFlags());
  video::Service service(calls, videos, fallback_settings);
  video::SettingsService settings_service(calls, settings);
  video::Accounts accounts(pool);
  video::AccountService account_service(calls, accounts);
  video::VideoWords words(pool);
  return service_main.Serve({.services = {&service, &settings_service, &account_service},
                             .words = words,
                             .forget_at = {{"agent", base::OpenChannel(config.agent, "agent")},
                                           {"notes", base::OpenChannel(config.notes, "notes")}},
                             .migrate = [&] { return video::Migrate(pool); }});
}
