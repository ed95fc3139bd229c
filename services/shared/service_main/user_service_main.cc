#include "services/shared/service_main/user_service_main.h"

#include <utility>

#include "absl/time/time.h"
#include "base/once/once.h"
#include "base/outbox/one_by_one.h"
#include "base/outbox/outbox.h"
#include "base/outbox/publisher.h"
#include "base/outbox/relay_flags.h"
#include "base/pg/pool_flags.h"
#include "base/process/upstream_health.h"
#include "base/rpc/notifications_flag.h"
#include "base/rpc/user_call_flags.h"
#include "services/shared/migrations/schema_health.h"
#include "services/shared/privacy/forget_client.h"
#include "services/shared/privacy/forget_flags.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/privacy/privacy_service.h"

namespace lossy::services {
namespace {

base::PeriodicTasks::Task ForgetRequestsTask(base::pg::Pool& pool) {
  return {.name = "forget_requests",
          .every = absl::Minutes(1),
          .work = [&pool] { return base::ForgetRequests(pool); },
          .overdue = [&pool] { return base::RequestsOverdue(pool); }};
}

}  // namespace

UserServiceMain::UserServiceMain(int argc, char** argv, const std::string& name,
                                 absl::string_view service)
    : name_(name),
      main_(argc, argv, name, service),
      notifications_(base::NotificationsChannelFromFlags()),
      revocation_reader_(
          base::RevocationReader::ForUsers(notifications_, identity(), revocations_)),
      limiter_(base::UserCallLimitsFromFlags(), registry()),
      calls_(*identity().verifier, registry(), identity().users.get(), &revocations_, &limiter_),
      pool_(base::pg::PoolOptionsFromFlags(name), registry()) {}

int UserServiceMain::Serve(Parts parts) {
  base::Publisher publisher(notifications_, identity());
  parts.deliveries.emplace(base::kPublish, [&](absl::Span<const base::Outgoing> batch) {
    return publisher.Publish(batch);
  });
  ForgetClient forget(std::move(parts.forget_at), identity(), ForgetCallLimitFromFlags());
  forget.ServeHere(name_, parts.words);
  parts.deliveries.emplace(kForget, base::OneByOne([&](const base::Outgoing& outgoing) {
                             return forget.Deliver(outgoing);
                           }));
  const base::Relay relay(pool_, std::move(parts.deliveries), base::RelayOptionsFromFlags(),
                          registry());
  base::RequireConnections(pool_, relay);
  parts.tasks.push_back(ForgetRequestsTask(pool_));
  const base::PeriodicTasks tasks(std::move(parts.tasks), registry());
  PrivacyService privacy(calls_, parts.words);
  parts.services.push_back(&privacy);
  std::vector<base::HealthPart> health = Health(parts);
  const int status = main_.Serve(calls_, {.services = std::move(parts.services),
                                          .prepare = std::move(parts.migrate),
                                          .on_stop = std::move(parts.on_stop),
                                          .health = std::move(health),
                                          .admin = parts.admin});
  parts.on_drained();
  return status;
}

std::vector<base::HealthPart> UserServiceMain::Health(const Parts& parts) {
  std::vector<base::HealthPart> health = {SchemaHealth(pool_, parts.migrate),
                                          base::UpstreamHealth("notifications", notifications_)};
  health.insert(health.end(), parts.health.begin(), parts.health.end());
  return health;
}

}  // namespace lossy::services
