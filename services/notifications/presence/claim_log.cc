#include "services/notifications/presence/claim_log.h"

namespace lossy::notifications {

bus::v1::Change& ClaimLog::Add(const std::string& topic, std::size_t bytes) {
  ++sequence_;
  const std::size_t cost = sizeof(bus::v1::Change) + topic.size() + bytes;
  // The remaining changes must be the latest, without a gap.
  if (bytes_ + cost > max_bytes_) {
    changes_.clear();
    bytes_ = 0;
  }
  bytes_ += cost;
  bus::v1::Change& change = changes_.emplace_back();
  change.set_topic(topic);
  return change;
}

void ClaimLog::OnTracked(const std::string& topic, const PresencePtr& presence) {
  base::MutexLock lock(mutex_);
  *Add(topic, presence->ByteSizeLong()).mutable_tracked() = *presence;
  claims_[{topic, presence->ref()}] = presence;
  if (!presence->replaces().empty()) claims_.erase({topic, presence->replaces()});
}

void ClaimLog::OnUntracked(const std::string& topic, const std::string& ref) {
  base::MutexLock lock(mutex_);
  claims_.erase({topic, ref});
  Add(topic, ref.size()).set_untracked(ref);
}

void ClaimLog::OnExpired(const std::string& topic, const std::string& ref) {
  base::MutexLock lock(mutex_);
  claims_.erase({topic, ref});
  Add(topic, ref.size()).set_expired(ref);
}

void ClaimLog::OnHandedOver(const std::string& topic, const std::string& ref) {
  base::MutexLock lock(mutex_);
  // The claim of a replaced presence has ended before.
  if (claims_.erase({topic, ref}) > 0) Add(topic, ref.size()).set_handed_over(ref);
}

ClaimLog::Changes ClaimLog::Take(bool with_claims) {
  base::MutexLock lock(mutex_);
  Changes taken{.changes = std::exchange(changes_, {}), .sequence = sequence_};
  bytes_ = 0;
  if (!with_claims) return taken;
  taken.claims.reserve(claims_.size());
  for (const auto& [key, presence] : claims_) {
    taken.claims.push_back({.topic = key.first, .presence = presence});
  }
  return taken;
}

}  // namespace lossy::notifications
