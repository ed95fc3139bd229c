#include "services/notifications/replication.h"

#include "absl/strings/str_cat.h"
#include "base/log/refuse_start.h"
#include "base/time/clock.h"
#include "services/notifications/bus/local_bus.h"
#include "services/notifications/bus/nats_bus.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/claim_log.h"
#include "services/notifications/presence/presence_replicator.h"

namespace lossy::notifications {
namespace {

// The time limit of Join for the presences of other replicas.
constexpr absl::Duration kJoinTime = absl::Seconds(5);

class SingleReplica final : public Replication {
 public:
  SingleReplica(const NotificationsConfig& config, prometheus::Registry& registry)
      : metrics_(registry), presences_(config.presences, claims_, base::RealClock(), metrics_) {}

  Bus& event_bus() override { return bus_; }
  PresenceTracker& presences() override { return presences_; }
  void Start(Bus::Listener&) override {}
  absl::Status Join() override { return absl::OkStatus(); }
  void Tick() override { presences_.Tick(); }
  void Leave() override {}
  void Stop() override {}
  std::vector<base::HealthPart> HealthParts() override { return {}; }

 private:
  LocalBus bus_;
  PresenceMetrics metrics_;
  NoClaimObserver claims_;
  PresenceTracker presences_;
};

// Fails if the bus refuses this replica: its flags are wrong, which the operator should see at
// once.
absl::Status RequireAdmission(const NatsBus& bus) {
  const absl::Status problem = bus.problem();
  if (problem.ok() || absl::IsUnavailable(problem)) return absl::OkStatus();
  return {problem.code(), absl::StrCat("the bus refuses this replica: ", problem.message())};
}

void StartOrRefuse(NatsBus& bus, Bus::Listener& listener) {
  const absl::Status status = bus.Start(listener);
  if (!status.ok()) base::RefuseStart(status.message());
}

class SharedReplica final : public Replication {
 public:
  SharedReplica(const NotificationsConfig& config, const NotificationsConfig::Buses& buses,
                prometheus::Registry& registry)
      : required_(buses.required),
        event_metrics_(registry, "events"),
        event_bus_(buses.events, event_metrics_),
        presence_metrics_(registry),
        log_(buses.claim_log_bytes),
        presences_(config.presences, log_, base::RealClock(), presence_metrics_),
        presence_bus_metrics_(registry, "presence"),
        presence_bus_(buses.presence, presence_bus_metrics_),
        replica_metrics_(registry),
        replicator_({.replica = buses.replica, .remote = buses.remote}, presence_bus_, log_,
                    presences_, replica_metrics_) {}

  Bus& event_bus() override { return event_bus_; }
  PresenceTracker& presences() override { return presences_; }

  void Start(Bus::Listener& listener) override {
    StartOrRefuse(event_bus_, listener);
    StartOrRefuse(presence_bus_, replicator_);
    replicator_.Start();
  }

  absl::Status Join() override {
    absl::Status status = RequireAdmission(event_bus_);
    status.Update(RequireAdmission(presence_bus_));
    // Clients that connect earlier would take the presences at other replicas for absent.
    if (status.ok()) replicator_.AwaitOtherReplicas(kJoinTime);
    return status;
  }

  void Tick() override { replicator_.Tick(); }
  void Leave() override { replicator_.Stop(); }

  void Stop() override {
    presence_bus_.Stop();
    event_bus_.Stop();
  }

  std::vector<base::HealthPart> HealthParts() override {
    return {{"bus.events", [this] { return event_bus_.problem(); }, required_},
            {"bus.presence", [this] { return presence_bus_.problem(); }, required_}};
  }

 private:
  const bool required_;
  BusMetrics event_metrics_;
  NatsBus event_bus_;
  PresenceMetrics presence_metrics_;
  ClaimLog log_;
  PresenceTracker presences_;
  BusMetrics presence_bus_metrics_;
  NatsBus presence_bus_;
  ReplicaMetrics replica_metrics_;
  PresenceReplicator replicator_;
};

}  // namespace

std::unique_ptr<Replication> Replication::Make(const NotificationsConfig& config,
                                               prometheus::Registry& registry) {
  if (!config.buses.has_value()) return std::make_unique<SingleReplica>(config, registry);
  return std::make_unique<SharedReplica>(config, *config.buses, registry);
}

}  // namespace lossy::notifications
