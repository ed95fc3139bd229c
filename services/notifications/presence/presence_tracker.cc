#include "services/notifications/presence/presence_tracker.h"

#include <utility>

namespace lossy::notifications {
namespace {

absl::Status NoRoom(absl::string_view what) { return absl::ResourceExhaustedError(what); }

}  // namespace

class PresenceTracker::Visit {
 public:
  enum class Make { kNever, kIfThereIsRoom, kAlways };

  Visit(PresenceTracker& tracker, absl::string_view name, Make make)
      : tracker_(tracker), shard_(tracker.shards_[ShardOf(name)]), lock_(shard_.mutex) {
    auto found = shard_.topics.find(name);
    if (found != shard_.topics.end()) topic_ = found->second.get();
    if (topic_ == nullptr && MayMake(make)) MakeTopic(name);
    if (topic_ == nullptr) return;
    size_ = topic_->size();
    bytes_ = topic_->bytes();
    had_news_ = topic_->has_news();
  }

  ~Visit() {
    if (topic_ == nullptr) return;
    tracker_.bytes_ += topic_->bytes() - bytes_;
    tracker_.metrics_.presences.Increment(static_cast<double>(topic_->size()) -
                                          static_cast<double>(size_));
    if (!had_news_ && topic_->has_news()) shard_.news.push_back(topic_->name());
    if (!topic_->unused()) return;
    shard_.topics.erase(topic_->name());
    --tracker_.topics_;
    tracker_.metrics_.topics.Decrement();
  }

  Shard& shard() { return shard_; }
  // Nullptr: there is none, and none could be made.
  PresenceTopic* topic() { return topic_; }
  PendingFlushes& offers() { return offers_; }

 private:
  bool MayMake(Make make) const {
    if (make == Make::kIfThereIsRoom) return tracker_.topics_ < tracker_.options_.topics;
    return make == Make::kAlways;
  }

  void MakeTopic(absl::string_view name) {
    auto topic = std::make_unique<PresenceTopic>(std::string(name), tracker_.claims_);
    topic_ = topic.get();
    shard_.topics.emplace(topic_->name(), std::move(topic));
    ++tracker_.topics_;
    tracker_.metrics_.topics.Increment();
  }

  PendingFlushes offers_;  // First, so that it outlives the lock.
  PresenceTracker& tracker_;
  Shard& shard_;
  std::lock_guard<std::mutex> lock_;
  PresenceTopic* topic_ = nullptr;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
  bool had_news_ = false;
};

absl::Status PresenceTracker::Track(const std::string& name, v1::Presence presence,
                                    PresenceOwner stream) {
  Visit visit(*this, name, Visit::Make::kIfThereIsRoom);
  PresenceTopic* const topic = visit.topic();
  if (topic != nullptr && topic->Adopt(presence, stream, visit.offers())) return absl::OkStatus();
  absl::Status status = CheckRoom(topic, presence);
  if (!status.ok()) return status;
  CountTrack(*topic, presence);
  topic->Track(std::make_shared<const v1::Presence>(std::move(presence)), stream, visit.offers());
  return absl::OkStatus();
}

void PresenceTracker::PeerTrack(const std::string& name, v1::Presence presence,
                                PresenceOwner peer) {
  Visit visit(*this, name, Visit::Make::kAlways);
  PresenceTopic& topic = *visit.topic();
  if (topic.PeerAdopt(presence, peer, visit.offers())) return;
  CountTrack(topic, presence);
  topic.PeerTrack(std::make_shared<const v1::Presence>(std::move(presence)), peer, visit.offers());
}

absl::Status PresenceTracker::CheckRoom(const PresenceTopic* topic,
                                        const v1::Presence& presence) const {
  if (topic == nullptr) return NoRoom("there are too many topics");
  const std::size_t replaced = topic->CostOf(presence.replaces());
  const std::size_t others = topic->size() - (replaced > 0 ? 1 : 0);
  const std::size_t cost = PresenceTopic::Cost(presence);
  if (others >= options_.topic_presences ||
      topic->bytes() + cost - replaced > options_.topic_bytes) {
    return NoRoom("the topic has too many presences");
  }
  return bytes_ + cost - replaced > options_.bytes ? NoRoom("there are too many presences")
                                                   : absl::OkStatus();
}

void PresenceTracker::CountTrack(const PresenceTopic& topic, const v1::Presence& presence) {
  (topic.has(presence.replaces()) ? metrics_.updates : metrics_.joins).Increment();
}

void PresenceTracker::Untrack(absl::string_view name, const std::string& ref) {
  Visit visit(*this, name, Visit::Make::kNever);
  if (visit.topic() != nullptr && visit.topic()->Untrack(ref, visit.offers())) {
    metrics_.leaves.Increment();
  }
}

void PresenceTracker::PeerUntrack(absl::string_view name, const std::string& ref) {
  Visit visit(*this, name, Visit::Make::kNever);
  if (visit.topic() != nullptr && visit.topic()->TakeAway(ref, visit.offers())) {
    metrics_.leaves.Increment();
  }
}

void PresenceTracker::Release(absl::string_view name, absl::string_view ref, PresenceOwner stream) {
  Visit visit(*this, name, Visit::Make::kNever);
  const absl::Time end = clock_.Steady() + options_.lease;
  if (visit.topic() == nullptr || !visit.topic()->Release(ref, stream, end)) return;
  BeginLease(visit, ref, end);
}

void PresenceTracker::PeerRelease(absl::string_view name, absl::string_view ref,
                                  PresenceOwner peer) {
  Visit visit(*this, name, Visit::Make::kNever);
  const absl::Time end = clock_.Steady() + options_.lease;
  if (visit.topic() == nullptr || !visit.topic()->PeerRelease(ref, peer, end)) return;
  BeginLease(visit, ref, end);
}

void PresenceTracker::BeginLease(Visit& visit, absl::string_view ref, absl::Time end) {
  visit.shard().leases.push_back(
      {.end = end, .topic = visit.topic()->name(), .ref = std::string(ref)});
}

void PresenceTracker::PeerExpire(absl::string_view name, const std::string& ref,
                                 PresenceOwner peer) {
  Visit visit(*this, name, Visit::Make::kNever);
  if (visit.topic() != nullptr && visit.topic()->PeerExpire(ref, peer, visit.offers())) {
    metrics_.expired.Increment();
  }
}

absl::Status PresenceTracker::Watch(const std::string& name,
                                    const std::shared_ptr<Subscriber>& watcher) {
  Visit visit(*this, name, Visit::Make::kIfThereIsRoom);
  if (visit.topic() == nullptr) return NoRoom("there are too many topics");
  if (visit.topic()->Watch(watcher, visit.offers())) metrics_.watchers.Increment();
  return absl::OkStatus();
}

void PresenceTracker::Unwatch(absl::string_view name, const Subscriber* watcher) {
  Visit visit(*this, name, Visit::Make::kNever);
  if (visit.topic() != nullptr && visit.topic()->Unwatch(watcher)) metrics_.watchers.Decrement();
}

void PresenceTracker::Tick(Leases leases) {
  for (Shard& shard : shards_) {
    if (leases == Leases::kEnd) EndLeases(shard);
    TellNews(shard);
  }
}

void PresenceTracker::EndLeases(Shard& shard) {
  std::vector<Lease> over;
  {
    std::lock_guard lock(shard.mutex);
    const absl::Time now = clock_.Steady();
    while (!shard.leases.empty() && shard.leases.front().end <= now) {
      over.push_back(std::move(shard.leases.front()));
      shard.leases.pop_front();
    }
  }
  for (const Lease& lease : over) {
    Visit visit(*this, lease.topic, Visit::Make::kNever);
    PresenceTopic* const topic = visit.topic();
    if (topic != nullptr && topic->Expire(lease.ref, lease.end, visit.offers())) {
      metrics_.expired.Increment();
    }
  }
}

void PresenceTracker::TellNews(Shard& shard) {
  PendingFlushes offers;
  std::lock_guard lock(shard.mutex);
  for (const std::string& name : std::exchange(shard.news, {})) {
    auto found = shard.topics.find(name);
    if (found != shard.topics.end() && found->second->Tell(offers)) metrics_.told.Increment();
  }
}

}  // namespace lossy::notifications
