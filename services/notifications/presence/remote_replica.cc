#include "services/notifications/presence/remote_replica.h"

namespace lossy::notifications {
namespace {

// A state is dropped and requested again if its next part takes longer.
constexpr absl::Duration kPartTimeout = absl::Seconds(2);

const std::string& RefOf(const bus::v1::Change& change) {
  switch (change.change_case()) {
    case bus::v1::Change::kUntracked:
      return change.untracked();
    case bus::v1::Change::kExpired:
      return change.expired();
    case bus::v1::Change::kHandedOver:
      return change.handed_over();
    default:
      return change.tracked().ref();
  }
}

}  // namespace

RemoteReplica::~RemoteReplica() {
  for (const auto& [topic, ref] : claims_) tracker_.ReleaseRemote(topic, ref, this);
}

void RemoteReplica::OnAlive(std::int64_t sequence) {
  if (sequence_.has_value() && sequence > *sequence_) RequireState();
}

void RemoteReplica::OnChanges(std::int64_t sequence,
                              const bus::v1::PresenceMessage::Changes& changes) {
  if (!sequence_.has_value() || sequence <= *sequence_) return;
  const std::int64_t missing = sequence - *sequence_;
  if (missing > changes.changes_size()) return RequireState();
  for (int i = changes.changes_size() - static_cast<int>(missing); i < changes.changes_size();
       ++i) {
    Apply(changes.changes(i));
  }
  sequence_ = sequence;
}

void RemoteReplica::RequireState() {
  metrics_.gaps.Increment();
  sequence_.reset();
  sync_.reset();
}

void RemoteReplica::Apply(const bus::v1::Change& change) {
  const std::string& topic = change.topic();
  const std::string& ref = RefOf(change);
  if (sync_.has_value()) sync_->settled.insert({topic, ref});
  switch (change.change_case()) {
    case bus::v1::Change::kTracked:
      Claim(topic, change.tracked());
      break;
    case bus::v1::Change::kUntracked:
      claims_.erase({topic, ref});
      tracker_.UntrackRemote(topic, ref);
      break;
    case bus::v1::Change::kExpired:
      claims_.erase({topic, ref});
      tracker_.ExpireRemote(topic, ref, this);
      break;
    case bus::v1::Change::kHandedOver:
      claims_.erase({topic, ref});
      tracker_.ReleaseRemote(topic, ref, this);
      break;
    case bus::v1::Change::CHANGE_NOT_SET:
      break;
  }
}

void RemoteReplica::Claim(const std::string& topic, const v1::Presence& presence) {
  if (!presence.replaces().empty()) {
    claims_.erase({topic, presence.replaces()});
    if (sync_.has_value()) sync_->settled.insert({topic, presence.replaces()});
  }
  claims_.insert({topic, presence.ref()});
  tracker_.TrackRemote(topic, presence, this);
}

void RemoteReplica::OnState(const bus::v1::PresenceMessage::State& part, absl::Time now) {
  if (sequence_.has_value() && !sync_.has_value()) return;
  if (part.part() == 0) {
    sequence_ = part.after();
    sync_ = Sync{.after = part.after(), .part_at = now, .settled = {}};
  }
  if (!sync_.has_value()) return;
  if (part.part() != sync_->next_part || part.after() != sync_->after) return RequireState();
  ++sync_->next_part;
  sync_->part_at = now;
  for (const bus::v1::Claim& claim : part.claims()) {
    if (sync_->settled.insert({claim.topic(), claim.presence().ref()}).second) {
      Claim(claim.topic(), claim.presence());
    }
  }
  if (!part.more()) EndSync();
}

void RemoteReplica::EndSync() {
  metrics_.states.Increment();
  // Another replica may have taken these claims over, and its message may not have arrived yet.
  absl::erase_if(claims_, [this](const TopicAndRef& claim) {
    if (sync_->settled.contains(claim)) return false;
    tracker_.ReleaseRemote(claim.first, claim.second, this);
    return true;
  });
  sync_.reset();
}

void RemoteReplica::CheckState(absl::Time now) {
  if (sync_.has_value() && now - sync_->part_at > kPartTimeout) RequireState();
}

}  // namespace lossy::notifications
