#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/container/btree_map.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "lossy/notifications/bus/v1/presence.pb.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/presence/remote_replica.h"

namespace lossy::notifications {

// The other replicas that have sent messages recently, with their claims. Check removes a replica
// that is silent for too long; the leases of its claims then begin. Not thread-safe. All times are
// steady.
class RemoteReplicas {
 public:
  struct Options {
    // The longest silence of a replica while the bus is available.
    absl::Duration replica_silence = absl::Seconds(5);
    // The longest silence while the bus is unavailable, when a silent replica may be alive.
    absl::Duration bus_silence = absl::Seconds(60);
    std::size_t max_replicas = 64;
  };

  // `tracker` and `metrics` must outlive the object.
  RemoteReplicas(const Options& options, PresenceTracker& tracker, ReplicaMetrics& metrics)
      : options_(options), tracker_(tracker), metrics_(metrics) {}

  bool contains(const std::string& name) const { return replicas_.contains(name); }

  // Applies a message of a replica, and adds a replica that is new. Returns false, and ignores the
  // message, if there are too many.
  bool OnMessage(const bus::v1::PresenceMessage& message, absl::Time now);

  // Removes a replica that has stopped. The leases of its claims begin.
  void Remove(const std::string& name) { replicas_.erase(name); }

  // Restarts the measurement of silence, because the bus has just become available.
  void OnBusAvailable(absl::Time now);

  // Removes silent replicas, and drops states whose next part is overdue.
  void Check(bool bus_available, absl::Time now);

  // True if the state of each replica is known.
  bool all_known() const;

  // Returns the replica whose state must be requested now, if there is one. At most one state is on
  // its way at a time: all together could exceed the bounds of the bus for a receiver.
  absl::optional<std::string> NextToRequest(absl::Time now);

 private:
  using Message = bus::v1::PresenceMessage;

  struct Replica {
    std::unique_ptr<RemoteReplica> claims;
    absl::Time message_at;  // The time of its last message.
    // The same time, or the time when the bus became available if that is later.
    absl::Time silent_since;
  };

  Replica* FindOrAdd(const std::string& name);

  const Options options_;
  PresenceTracker& tracker_;
  ReplicaMetrics& metrics_;
  absl::btree_map<std::string, Replica> replicas_;  // By name.
  std::string requested_;                           // The replica whose state was requested last.
  absl::Time requested_at_ = absl::InfinitePast();
};

}  // namespace lossy::notifications
