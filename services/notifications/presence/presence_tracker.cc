#include "services/notifications/presence/presence_tracker.h"

#include <utility>

namespace lossy::notifications {
namespace {

absl::Status NoRoom(absl::string_view problem) { return absl::ResourceExhaustedError(problem); }

}  // namespace

class PresenceTracker::Visit {
 public:
  Visit(PresenceTracker& tracker, Shard& shard, absl::string_view name, Make make)
      LOSSY_REQUIRES(shard.mutex)
      : tracker_(tracker), shard_(shard) {
    shard_.mutex.AssertHeld();
    auto found = shard_.topics.find(name);
    if (found != shard_.topics.end()) topic_ = found->second.get();
    if (topic_ == nullptr && MayMake(make)) MakeTopic(name);
    if (topic_ == nullptr) return;
    size_ = topic_->size();
    bytes_ = topic_->bytes();
    had_changes_ = topic_->watchers().has_changes();
  }

  ~Visit() {
    if (topic_ == nullptr) return;
    shard_.mutex.AssertHeld();
    // The visit may have changed the topic, or the claims of this replica.
    tracker_.ticks_.Require(absl::InfinitePast());
    tracker_.bytes_ += topic_->bytes() - bytes_;
    tracker_.metrics_.presences.Increment(static_cast<double>(topic_->size()) -
                                          static_cast<double>(size_));
    if (!had_changes_ && topic_->watchers().has_changes()) shard_.changed.push_back(topic_->name());
    if (!topic_->unused()) return;
    shard_.topics.erase(topic_->name());
    --tracker_.topics_;
    tracker_.metrics_.topics.Decrement();
  }

  // Nullptr if there is no such topic and none was made.
  PresenceTopic* topic() { return topic_; }

  // Begins the lease of a presence of the topic that `release` leaves without an owner.
  template <typename ReleaseTopic>
  void BeginLease(absl::string_view ref, ReleaseTopic release) {
    shard_.mutex.AssertHeld();
    // The lock keeps the leases in order.
    const absl::Time end = tracker_.clock_.Steady() + tracker_.options_.lease;
    if (topic_ == nullptr || !release(*topic_, end)) return;
    shard_.leases.push_back({.end = end, .topic = topic_->name(), .ref = std::string(ref)});
    tracker_.ticks_.Require(end);
  }

 private:
  bool MayMake(Make make) const {
    if (make == Make::kIfThereIsRoom) return tracker_.topics_ < tracker_.options_.topics;
    return make == Make::kAlways;
  }

  void MakeTopic(absl::string_view name) {
    shard_.mutex.AssertHeld();
    auto topic = std::make_unique<PresenceTopic>(std::string(name), tracker_.claims_);
    topic_ = topic.get();
    shard_.topics.emplace(topic_->name(), std::move(topic));
    ++tracker_.topics_;
    tracker_.metrics_.topics.Increment();
  }

  PresenceTracker& tracker_;
  Shard& shard_;
  PresenceTopic* topic_ = nullptr;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
  bool had_changes_ = false;
};

template <typename Change>
auto PresenceTracker::WithTopic(absl::string_view name, Make make, Change change) {
  Shard& shard = shards_[ShardOf(name)];
  return PendingFlushes::WithLock(shard.mutex, [&](PendingFlushes& flushes) {
    shard.mutex.AssertHeld();
    Visit visit(*this, shard, name, make);
    return change(visit, flushes);
  });
}

template <typename Change>
bool PresenceTracker::ChangeTopic(absl::string_view name, Change change) {
  return WithTopic(name, Make::kNever, [&](Visit& visit, PendingFlushes& flushes) {
    return visit.topic() != nullptr && change(*visit.topic(), flushes);
  });
}

absl::Status PresenceTracker::Track(const std::string& name, v1::Presence presence,
                                    PresenceOwner stream) {
  const auto track = [&](Visit& visit, PendingFlushes& flushes) {
    PresenceTopic* const topic = visit.topic();
    if (topic != nullptr && topic->Adopt(presence, stream, flushes)) return absl::OkStatus();
    absl::Status status = CheckRoom(topic, presence);
    if (!status.ok()) return status;
    CountTrack(*topic, presence);
    topic->Track(std::make_shared<const v1::Presence>(std::move(presence)), stream, flushes);
    return absl::OkStatus();
  };
  return WithTopic(name, Make::kIfThereIsRoom, track);
}

void PresenceTracker::TrackRemote(const std::string& name, v1::Presence presence,
                                  PresenceOwner replica) {
  WithTopic(name, Make::kAlways, [&](Visit& visit, PendingFlushes& flushes) {
    PresenceTopic& topic = *visit.topic();
    if (topic.AdoptRemote(presence, replica, flushes)) return;
    CountTrack(topic, presence);
    topic.TrackRemote(std::make_shared<const v1::Presence>(std::move(presence)), replica, flushes);
  });
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
  const bool is_update = topic.CostOf(presence.replaces()) > 0;
  (is_update ? metrics_.updates : metrics_.joins).Increment();
}

void PresenceTracker::Untrack(absl::string_view name, const std::string& ref) {
  const bool left = ChangeTopic(name, [&](PresenceTopic& topic, PendingFlushes& flushes) {
    return topic.Untrack(ref, flushes);
  });
  if (left) metrics_.leaves.Increment();
}

void PresenceTracker::UntrackRemote(absl::string_view name, const std::string& ref) {
  const bool left = ChangeTopic(name, [&](PresenceTopic& topic, PendingFlushes& flushes) {
    return topic.RemoveAny(ref, flushes);
  });
  if (left) metrics_.leaves.Increment();
}

void PresenceTracker::Release(absl::string_view name, absl::string_view ref, PresenceOwner stream) {
  WithTopic(name, Make::kNever, [&](Visit& visit, PendingFlushes&) {
    visit.BeginLease(
        ref, [&](PresenceTopic& topic, absl::Time end) { return topic.Release(ref, stream, end); });
  });
}

void PresenceTracker::ReleaseRemote(absl::string_view name, absl::string_view ref,
                                    PresenceOwner replica) {
  WithTopic(name, Make::kNever, [&](Visit& visit, PendingFlushes&) {
    visit.BeginLease(ref, [&](PresenceTopic& topic, absl::Time end) {
      return topic.ReleaseRemote(ref, replica, end);
    });
  });
}

void PresenceTracker::ExpireRemote(absl::string_view name, const std::string& ref,
                                   PresenceOwner replica) {
  const bool expired = ChangeTopic(name, [&](PresenceTopic& topic, PendingFlushes& flushes) {
    return topic.ExpireRemote(ref, replica, flushes);
  });
  if (expired) metrics_.expired.Increment();
}

PresenceTracker::TopicState PresenceTracker::Describe(absl::string_view name) {
  TopicState state;
  ChangeTopic(name, [&](PresenceTopic& topic, PendingFlushes& /*flushes*/) {
    state = {.presences = topic.size(), .keys = topic.Keys()};
    return true;
  });
  return state;
}

absl::Status PresenceTracker::Watch(const std::string& name,
                                    const std::shared_ptr<Subscriber>& watcher) {
  return WithTopic(name, Make::kIfThereIsRoom, [&](Visit& visit, PendingFlushes& flushes) {
    if (visit.topic() == nullptr) return NoRoom("there are too many topics");
    if (visit.topic()->Watch(watcher, flushes)) metrics_.watchers.Increment();
    return absl::OkStatus();
  });
}

void PresenceTracker::Unwatch(absl::string_view name, const Subscriber* watcher) {
  const bool removed = ChangeTopic(name, [&](PresenceTopic& topic, PendingFlushes&) {
    return topic.watchers().Remove(watcher);
  });
  if (removed) metrics_.watchers.Decrement();
}

void PresenceTracker::Tick(Leases leases) {
  metrics_.ticks.Increment();
  for (Shard& shard : shards_) {
    if (leases == Leases::kExpire) ExpireLeases(shard);
    SendChanges(shard);
  }
}

void PresenceTracker::ExpireLeases(Shard& shard) {
  std::vector<Lease> ended;
  {
    base::MutexLock lock(shard.mutex);
    const absl::Time now = clock_.Steady();
    while (!shard.leases.empty() && shard.leases.front().end <= now) {
      ended.push_back(std::move(shard.leases.front()));
      shard.leases.pop_front();
    }
    if (!shard.leases.empty()) ticks_.Require(shard.leases.front().end);
  }
  for (const Lease& lease : ended) {
    const bool expired =
        ChangeTopic(lease.topic, [&](PresenceTopic& topic, PendingFlushes& flushes) {
          return topic.Expire(lease.ref, lease.end, flushes);
        });
    if (expired) metrics_.expired.Increment();
  }
}

void PresenceTracker::SendChanges(Shard& shard) {
  PendingFlushes::WithLock(shard.mutex, [&](PendingFlushes& flushes) {
    shard.mutex.AssertHeld();
    for (const std::string& name : std::exchange(shard.changed, {})) {
      auto found = shard.topics.find(name);
      if (found == shard.topics.end()) continue;
      if (found->second->watchers().SendChanges(flushes)) metrics_.messages.Increment();
    }
  });
}

}  // namespace lossy::notifications
