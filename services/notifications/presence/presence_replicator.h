#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/bus_availability.h"
#include "services/notifications/presence/claim_log.h"
#include "services/notifications/presence/claim_sender.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/presence/remote_replicas.h"

namespace lossy::notifications {

// Replicates presences between the replicas of the service. It sends the claims of this replica to
// the others over a bus, and applies the claims of the others to the tracker. ADR 0020 describes
// the protocol.
//
// Thread-safe. It holds its mutex while it calls the tracker, which holds none while it calls back.
class PresenceReplicator final : public Bus::Listener {
 public:
  struct Options {
    // Identifies this run of this replica. No other run of any replica may have the same name.
    std::string replica;
    RemoteReplicas::Options remote = {};
  };

  // All references must outlive the object. `log` must be the observer of `tracker`.
  PresenceReplicator(const Options& options, Bus& bus, ClaimLog& log, PresenceTracker& tracker,
                     ReplicaMetrics& metrics);

  // Begins to follow the messages on the bus. The owner of the bus must have made this object its
  // listener before.
  void Start();
  // Sends the changes of claims to the other replicas, and makes the tracker send changes to
  // watchers and expire leases. Must be called soon after PresenceTracker::ticks() is due. It is
  // due soon after a change or a request of another replica, and a few times a second otherwise.
  void Tick();
  // Blocks until this replica has the state of every other one, or until `limit` has passed. A
  // replica must be on the bus to count.
  void AwaitOtherReplicas(absl::Duration limit);
  // Sends a goodbye, so that the other replicas do not wait for this one. The object sends nothing
  // afterwards.
  void Stop();

  // The bus calls these.
  void OnMessage(absl::string_view bytes) override;
  void OnPossibleLoss() override;

 private:
  // Returns true if leases may expire.
  bool TickBus();
  bool KnowsOtherReplicas() const LOSSY_REQUIRES(mutex_);
  void SendClaims() LOSSY_REQUIRES(mutex_);
  void SendAliveIfDue(absl::Time now) LOSSY_REQUIRES(mutex_);
  void RequireNextTick(absl::Time now) LOSSY_REQUIRES(mutex_);

  const absl::Duration bus_silence_;
  Bus& bus_;
  ClaimLog& log_;
  PresenceTracker& tracker_;
  const base::Clock& clock_;  // The tracker's.
  base::Mutex mutex_;
  base::CondVar ticked_;
  ClaimSender sender_ LOSSY_GUARDED_BY(mutex_);
  RemoteReplicas remote_replicas_ LOSSY_GUARDED_BY(mutex_);
  BusAvailability availability_ LOSSY_GUARDED_BY(mutex_);
  // Another replica has requested this one's claims.
  bool state_requested_ LOSSY_GUARDED_BY(mutex_) = false;
  // The steady time of the last Alive; InfinitePast if one is due now.
  absl::Time alive_at_ LOSSY_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool stopped_ LOSSY_GUARDED_BY(mutex_) = false;
};

}  // namespace lossy::notifications
