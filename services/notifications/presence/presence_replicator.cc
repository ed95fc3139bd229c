#include "services/notifications/presence/presence_replicator.h"

#include <utility>

#include "base/log/log.h"

namespace lossy::notifications {
namespace {

constexpr absl::string_view kBusName = "all";

constexpr absl::Duration kAlivePause = absl::Seconds(1);

// The pause between two ticks without a change. It must be shorter than NatsBus waits before it
// connects again, so that a tick notices the loss, and much shorter than the standstill that
// BusAvailability takes for a suspended process, and than the silence of a dead replica.
constexpr absl::Duration kRestPause = absl::Milliseconds(200);

}  // namespace

PresenceReplicator::PresenceReplicator(const Options& options, Bus& bus, ClaimLog& log,
                                       PresenceTracker& tracker, ReplicaMetrics& metrics)
    : bus_silence_(options.remote.bus_silence),
      bus_(bus),
      log_(log),
      tracker_(tracker),
      clock_(tracker.clock()),
      sender_(options.replica, kBusName, bus),
      remote_replicas_(options.remote, tracker, metrics) {}

void PresenceReplicator::Start() { bus_.Follow(kBusName); }

void PresenceReplicator::Stop() {
  base::MutexLock lock(mutex_);
  if (std::exchange(stopped_, true)) return;
  sender_.SendChanges(log_.Take(/*with_claims=*/false));
  sender_.SendGoodbye();
}

void PresenceReplicator::Tick() {
  tracker_.Tick(TickBus() ? PresenceTracker::Leases::kExpire : PresenceTracker::Leases::kHold);
}

bool PresenceReplicator::TickBus() {
  base::MutexLock lock(mutex_);
  if (stopped_) return availability_.MayExpireLeases(bus_silence_);
  const absl::Time now = clock_.Steady();
  // The silence of a replica has no meaning while the bus drops messages.
  const bool delivers = bus_.connected() && !bus_.overrun();
  if (availability_.Update(delivers, now)) remote_replicas_.OnBusAvailable(now);
  remote_replicas_.Check(availability_.available(), now);
  SendClaims();
  if (const auto replica = remote_replicas_.NextToRequest(now)) sender_.RequestState(*replica);
  SendAliveIfDue(now);
  RequireNextTick(now);
  ticked_.NotifyAll();
  return availability_.MayExpireLeases(bus_silence_);
}

void PresenceReplicator::SendClaims() {
  const bool begins_state = !sender_.sends_state() && std::exchange(state_requested_, false);
  ClaimLog::Changes changes = log_.Take(begins_state);
  sender_.SendChanges(changes);
  if (begins_state) sender_.BeginState(std::move(changes));
  sender_.SendSomeState();
}

void PresenceReplicator::SendAliveIfDue(absl::Time now) {
  if (now - alive_at_ < kAlivePause) return;
  alive_at_ = now;
  sender_.SendAlive();
}

void PresenceReplicator::RequireNextTick(absl::Time now) {
  // A start waits for the introduction.
  const bool introduces = availability_.available() && !availability_.introduced();
  const bool soon = introduces || state_requested_ || sender_.sends_state();
  tracker_.ticks().Require(soon ? absl::InfinitePast() : now + kRestPause);
}

bool PresenceReplicator::KnowsOtherReplicas() const {
  return availability_.introduced() && remote_replicas_.all_known();
}

void PresenceReplicator::AwaitOtherReplicas(absl::Duration limit) {
  const absl::Time deadline = base::SteadyNow() + limit;
  base::MutexLock lock(mutex_);
  while (!KnowsOtherReplicas() && ticked_.WaitUntil(mutex_, deadline)) continue;
}

void PresenceReplicator::OnMessage(absl::string_view bytes) {
  bus::v1::PresenceMessage message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    base::Log(base::LogLevel::kWarning, "presence_message_invalid");
    return;
  }
  base::MutexLock lock(mutex_);
  if (message.has_goodbye()) return remote_replicas_.Remove(message.replica());
  const bool is_new = !remote_replicas_.contains(message.replica());
  if (!remote_replicas_.OnMessage(message, clock_.Steady())) return;
  // A replica that is new waits for a message of this one.
  if (is_new) alive_at_ = absl::InfinitePast();
  if (message.has_want()) state_requested_ |= message.want().replica() == sender_.replica();
  if (is_new || state_requested_ || !remote_replicas_.all_known()) {
    tracker_.ticks().Require(absl::InfinitePast());
  }
}

void PresenceReplicator::OnPossibleLoss() {
  base::MutexLock lock(mutex_);
  alive_at_ = absl::InfinitePast();
  tracker_.ticks().Require(absl::InfinitePast());
}

}  // namespace lossy::notifications
