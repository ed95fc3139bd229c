#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/process/grpc_server.h"
#include "base/process/service_main.h"
#include "base/rpc/calls.h"
#include "base/workers/periodic_tasks.h"
#include "base/workers/workers.h"
#include "services/notifications/config.h"
#include "services/notifications/log_storage.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/tick_thread.h"
#include "services/notifications/replication.h"
#include "services/notifications/subscriptions/hub.h"
#include "services/notifications/subscriptions/service.h"
#include "services/notifications/subscriptions/subscribe_streams.h"
#include "services/notifications/subscriptions/topic_admin.h"

namespace {

std::vector<lossy::base::HealthPart> HealthParts(lossy::notifications::LogStorage& storage,
                                                 lossy::notifications::Replication& replication) {
  std::vector<lossy::base::HealthPart> parts = storage.HealthParts();
  for (lossy::base::HealthPart& part : replication.HealthParts()) parts.push_back(std::move(part));
  return parts;
}

lossy::base::PeriodicTasks::Task Repeat(std::string name, absl::Duration every,
                                        std::function<void()> run) {
  return {.name = std::move(name), .every = every, .work = [run = std::move(run)] {
            run();
            return lossy::base::TaskRun{};
          }};
}

}  // namespace

int main(int argc, char** argv) {
  using namespace lossy;
  using namespace lossy::notifications;
  NotificationsConfig::SetFlagDefaults();
  base::ServiceMain service_main(argc, argv, "notifications",
                                 v1::NotificationsService::service_full_name());
  prometheus::Registry& registry = service_main.registry();
  const NotificationsConfig config = NotificationsConfig::FromFlags();
  base::Calls calls(*service_main.identity().verifier, registry);
  Metrics metrics(registry);

  const std::unique_ptr<LogStorage> storage = LogStorage::Make(config, metrics, registry);
  const std::unique_ptr<Replication> replication = Replication::Make(config, registry);
  // Missed events may fill half of a subscriber's queue at once. The rest is for live events.
  Hub hub(storage->log(), replication->event_bus(),
          {config.streams.queue_bytes / 2, config.head_pass}, metrics, config.lasting_topics);
  const RequestValidator validator(config.limits);
  base::Workers workers(config.subscribe_threads);
  SubscribeStreams streams(
      config.streams, [&] { return SubscriberState(hub, replication->presences(), validator); },
      workers, metrics);
  Service service(calls, validator, storage->log(), hub, streams);
  TopicAdmin topic_admin(validator, storage->log(), hub, replication->presences());

  replication->Start(hub);
  // Each has its own thread: a check that waits for the database delays no other task.
  const base::PeriodicTasks storage_task(
      {Repeat("check_storage", config.check_pause, [&] { storage->Tick(); })}, registry);
  const base::PeriodicTasks head_task(
      {Repeat("check_heads", config.check_pause, [&] { hub.CheckHeads(); })}, registry);
  const TickThread presence_ticks(replication->presences().ticks(), config.presence_tick,
                                  [&] { replication->Tick(); });
  const auto prepare = [&] {
    absl::Status migrated = storage->Migrate();
    return migrated.ok() ? replication->Join() : migrated;
  };
  const auto on_stop = [&] {
    streams.Stop();
    replication->Leave();
  };
  const int status = service_main.Serve(calls, {.services = {&service},
                                                .prepare = prepare,
                                                .on_stop = on_stop,
                                                .health = HealthParts(*storage, *replication),
                                                .admin = &topic_admin});
  storage->Stop();
  replication->Stop();
  return status;
}
