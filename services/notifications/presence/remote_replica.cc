#include "services/notifications/presence/remote_replica.h"

namespace lossy::notifications {
namespace {

// A state whose next part takes longer is asked for again.
constexpr absl::Duration kPartPatience = absl::Seconds(2);

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
  for (const auto& [topic, ref] : claims_) tracker_.PeerRelease(topic, ref, this);
}

void RemoteReplica::OnAlive(std::int64_t sequence) {
  if (sequence_.has_value() && sequence > *sequence_) LoseStep();
}

void RemoteReplica::OnChanges(std::int64_t sequence,
                              const bus::v1::PresenceMessage::Changes& changes) {
  if (!sequence_.has_value() || sequence <= *sequence_) return;
  const std::int64_t news = sequence - *sequence_;
  if (news > changes.changes_size()) return LoseStep();
  for (int i = changes.changes_size() - static_cast<int>(news); i < changes.changes_size(); ++i) {
    Apply(changes.changes(i));
  }
  sequence_ = sequence;
}

void RemoteReplica::LoseStep() {
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
      tracker_.PeerUntrack(topic, ref);
      break;
    case bus::v1::Change::kExpired:
      claims_.erase({topic, ref});
      tracker_.PeerExpire(topic, ref, this);
      break;
    case bus::v1::Change::kHandedOver:
      claims_.erase({topic, ref});
      tracker_.PeerRelease(topic, ref, this);
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
  tracker_.PeerTrack(topic, presence, this);
}

void RemoteReplica::OnState(const bus::v1::PresenceMessage::State& part, absl::Time now) {
  if (sequence_.has_value() && !sync_.has_value()) return;
  if (part.part() == 0) {
    sequence_ = part.after();
    sync_ = Sync{.after = part.after(), .heard_at = now, .settled = {}};
  }
  if (!sync_.has_value()) return;
  if (part.part() != sync_->next_part || part.after() != sync_->after) return LoseStep();
  ++sync_->next_part;
  sync_->heard_at = now;
  for (const bus::v1::Claim& claim : part.claims()) {
    if (sync_->settled.insert({claim.topic(), claim.presence().ref()}).second) {
      Claim(claim.topic(), claim.presence());
    }
  }
  if (!part.more()) EndSync();
}

void RemoteReplica::EndSync() {
  metrics_.states.Increment();
  // Perhaps another replica has taken them over and has not been heard yet.
  absl::erase_if(claims_, [this](const Place& place) {
    if (sync_->settled.contains(place)) return false;
    tracker_.PeerRelease(place.first, place.second, this);
    return true;
  });
  sync_.reset();
}

void RemoteReplica::CheckState(absl::Time now) {
  if (sync_.has_value() && now - sync_->heard_at > kPartPatience) LoseStep();
}

}  // namespace lossy::notifications
