#pragma once

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "base/process/grpc_server.h"
#include "prometheus/registry.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/config.h"
#include "services/notifications/presence/presence_tracker.h"

namespace lossy::notifications {

// The exchange of events and presences with the other replicas, if the configuration has buses.
// Without buses this is the only replica. Thread-safe.
class Replication {
 public:
  // `registry` must outlive it.
  static std::unique_ptr<Replication> Make(const NotificationsConfig& config,
                                           prometheus::Registry& registry);

  virtual ~Replication() = default;

  // Carries the events of this replica to the others.
  virtual Bus& event_bus() = 0;
  virtual PresenceTracker& presences() = 0;

  // Passes the events of other replicas to `listener`, which must live until Stop. Refuses the
  // start if the options of a bus are wrong.
  virtual void Start(Bus::Listener& listener) = 0;

  // Blocks until this replica knows the presences of the others, or for five seconds. Fails if a
  // bus refuses this replica. A bus that is unavailable is no error, since it may be so for all.
  virtual absl::Status Join() = 0;

  // Expires leases, and sends changes of presences. Must be called every 10 to 100 ms.
  virtual void Tick() = 0;

  // Tells the other replicas that this one stops.
  virtual void Leave() = 0;

  // Closes the buses. The last call.
  virtual void Stop() = 0;

  virtual std::vector<base::HealthPart> HealthParts() = 0;
};

}  // namespace lossy::notifications
