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

// Owns the buses of the process and exchanges events and presences with the other replicas. Without
// buses in the configuration this process is the only replica. Thread-safe.
class Replication {
 public:
  // `registry` must outlive the object.
  static std::unique_ptr<Replication> Make(const NotificationsConfig& config,
                                           prometheus::Registry& registry);

  virtual ~Replication() = default;

  // The bus on which the hub publishes the events of this replica.
  virtual Bus& event_bus() = 0;
  virtual PresenceTracker& presences() = 0;

  // Passes the events of other replicas to `listener`, which must live until Stop. Refuses the
  // start if the options of a bus are wrong.
  virtual void Start(Bus::Listener& listener) = 0;

  // Blocks until this replica has the presences of the others, at most five seconds. Returns an
  // error if a bus rejects this replica. A bus that is unavailable is no error, because it may be
  // unavailable for all replicas.
  virtual absl::Status Join() = 0;

  // Expires leases, and sends changes of presences. Must be called soon after
  // PresenceTracker::ticks() is due.
  virtual void Tick() = 0;

  // Notifies the other replicas that this one stops.
  virtual void Leave() = 0;

  // Closes the buses. Must be the last call.
  virtual void Stop() = 0;

  // Returns the parts of the process's health that report on the buses.
  virtual std::vector<base::HealthPart> HealthParts() = 0;
};

}  // namespace lossy::notifications
