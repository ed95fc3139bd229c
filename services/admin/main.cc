#include <memory>
#include <vector>

#include "absl/types/optional.h"
#include "base/process/service_main.h"
#include "base/process/upstream_health.h"
#include "base/rpc/calls.h"
#include "base/rpc/channel.h"
#include "base/rpc/notifications_flag.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "services/admin/admin_config.h"
#include "services/admin/service.h"

int main(int argc, char** argv) {
  using namespace lossy;
  base::ServiceMain service_main(argc, argv, "admin",
                                 console::v1::ConsoleService::service_full_name());
  const admin::AdminConfig config = admin::AdminConfig::FromFlags();
  const base::Clock& clock = base::RealClock();
  const std::shared_ptr<grpc::Channel> notifications = base::NotificationsChannelFromFlags();
  base::Calls calls(*service_main.identity().verifier, service_main.registry());
  admin::Replicas replicas(config.processes, base::OpenReplica);
  admin::AdminClient client(service_main.identity(), config.replica_limit);
  admin::EventPublisher publisher(notifications, service_main.identity());
  admin::OperatorLog log(publisher, clock);
  admin::Overviews overviews(replicas, client, publisher, clock);
  admin::Inspection inspection(replicas, client, log);
  admin::Actions actions(replicas, client, log);
  admin::Follows follows(replicas, client, publisher, clock, config.follows);
  admin::Service service(calls, {overviews, inspection, actions, follows, log},
                         config.follows.longest);

  // Names may resolve slowly, and a replica may answer late, so each task has a thread of its own.
  const base::PeriodicTasks resolving({replicas.ResolveTask()}, service_main.registry());
  const base::PeriodicTasks watching({overviews.Task(config.overview_pause)},
                                     service_main.registry());
  absl::optional<base::PeriodicTasks> following;
  following.emplace(std::vector<base::PeriodicTasks::Task>{follows.Task()},
                    service_main.registry());
  const int status =
      service_main.Serve(calls, {.services = {&service},
                                 .prepare =
                                     [&] {
                                       replicas.Resolve();
                                       return absl::OkStatus();
                                     },
                                 .health = {base::UpstreamHealth("notifications", notifications)}});
  following.reset();
  follows.Stop();
  return status;
}
