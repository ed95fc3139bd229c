#include "services/notifications/presence/claim_log.h"

namespace lossy::notifications {

bus::v1::Change& ClaimLog::Add(const std::string& topic, std::size_t bytes) {
  ++sequence_;
  const std::size_t cost = sizeof(bus::v1::Change) + topic.size() + bytes;
  // What is left is a tail, without a gap.
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
  std::lock_guard lock(mutex_);
  *Add(topic, presence->ByteSizeLong()).mutable_tracked() = *presence;
  claims_[{topic, presence->ref()}] = presence;
  if (!presence->replaces().empty()) claims_.erase({topic, presence->replaces()});
}

void ClaimLog::OnUntracked(const std::string& topic, const std::string& ref) {
  std::lock_guard lock(mutex_);
  claims_.erase({topic, ref});
  Add(topic, ref.size()).set_untracked(ref);
}

void ClaimLog::OnExpired(const std::string& topic, const std::string& ref) {
  std::lock_guard lock(mutex_);
  claims_.erase({topic, ref});
  Add(topic, ref.size()).set_expired(ref);
}

void ClaimLog::OnHandedOver(const std::string& topic, const std::string& ref) {
  std::lock_guard lock(mutex_);
  // Those of replaced presences have ended already.
  if (claims_.erase({topic, ref}) > 0) Add(topic, ref.size()).set_handed_over(ref);
}

ClaimLog::News ClaimLog::Take(bool with_claims) {
  std::lock_guard lock(mutex_);
  News news{.changes = std::exchange(changes_, {}), .sequence = sequence_};
  bytes_ = 0;
  if (!with_claims) return news;
  news.claims.reserve(claims_.size());
  for (const auto& [place, presence] : claims_) {
    news.claims.push_back({.topic = place.first, .presence = presence});
  }
  return news;
}

}  // namespace lossy::notifications
