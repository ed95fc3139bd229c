#include "services/notifications/presence/replicas_fixture.h"

#include "absl/strings/str_cat.h"

namespace lossy::notifications {
namespace {

constexpr absl::Duration kStep = absl::Milliseconds(50);

std::string NewName() {
  static int names = 0;
  return absl::StrCat("replica-", ++names);
}

}  // namespace

ReplicaFixture::ReplicaFixture(std::string replica, const base::Clock& clock)
    : tracker_({}, log_, clock, metrics_),
      replicator_({.replica = std::move(replica)}, *this, log_, tracker_, replica_metrics_) {
  replicator_.Start();
}

void ReplicaFixture::Track(const std::string& topic, const std::string& ref, PresenceOwner stream,
                           const std::string& replaces) {
  v1::Presence presence;
  presence.set_ref(ref);
  presence.set_key("ann");
  presence.set_replaces(replaces);
  tracker_.Track(topic, std::move(presence), stream).IgnoreError();
}

void ReplicaFixture::TickIfDue() {
  if (hangs || tracker_.ticks().due() > tracker_.clock().Steady()) return;
  tracker_.ticks().Begin();
  replicator_.Tick();
  ++ticks;
}

void ReplicaFixture::Receive() {
  if (hangs) return;
  for (const std::string& bytes : std::exchange(inbox_, {})) replicator_.OnMessage(bytes);
}

ReplicasFixture::ReplicasFixture(int count) {
  for (int i = 0; i < count; ++i) {
    replicas_.push_back(std::make_unique<ReplicaFixture>(NewName(), clock_));
  }
}

ReplicasFixture::~ReplicasFixture() = default;

void ReplicasFixture::Run(absl::Duration time) {
  for (absl::Duration passed; passed < time; passed += kStep) {
    clock_.Advance(kStep);
    for (const auto& replica : replicas_) replica->TickIfDue();
    for (const auto& from : replicas_) {
      for (const std::string& bytes : std::exchange(from->sent_, {})) {
        for (const auto& to : replicas_) {
          const bool is_lost = to->losses > 0 && to->losses-- > 0;
          if (to == from || !from->reached || !to->reached || is_lost) continue;
          for (int i = 0; i < to->times; ++i) to->inbox_.push_back(bytes);
        }
      }
    }
    for (const auto& replica : replicas_) replica->Receive();
  }
}

void ReplicasFixture::Restart(std::size_t i) {
  replicas_[i] = std::make_unique<ReplicaFixture>(NewName(), clock_);
}

}  // namespace lossy::notifications
