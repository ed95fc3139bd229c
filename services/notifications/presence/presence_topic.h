#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/notifications/events/subscriber.h"
#include "services/notifications/presence/claim_observer.h"

namespace lossy::notifications {

// Who tracks a presence: an address that nobody else has. A stream of this replica, or another
// replica that claims it.
using PresenceOwner = const void*;

// The presences of one topic, who watches them, and which changes the watchers are still to be
// told. A presence is there while a stream tracks it, or another replica claims it, or its lease
// runs. Not thread-safe.
class PresenceTopic {
 public:
  // `claims` is told of this replica's. It must outlive the topic.
  PresenceTopic(std::string name, ClaimObserver& claims)
      : name_(std::move(name)), claims_(claims) {}

  const std::string& name() const { return name_; }
  std::size_t size() const { return entries_.size(); }
  // What the presences take, bookkeeping included.
  std::size_t bytes() const { return bytes_; }
  bool unused() const { return entries_.empty() && watchers_.empty(); }
  bool has(absl::string_view ref) const { return entries_.contains(ref); }

  // What it would add to bytes().
  static std::size_t Cost(const v1::Presence& presence);
  // What the presence has added to bytes(); 0 if it is not there.
  std::size_t CostOf(absl::string_view ref) const;

  // Add one whose ref is not there, and take away the one that it replaces.
  void Track(PresencePtr presence, PresenceOwner stream, PendingFlushes& offers);
  void PeerTrack(PresencePtr presence, PresenceOwner peer, PendingFlushes& offers);

  // A stream, or another replica, tracks one that is there; the one that it replaces is taken away.
  // False: it is not there.
  bool Adopt(const v1::Presence& presence, PresenceOwner stream, PendingFlushes& offers);
  bool PeerAdopt(const v1::Presence& presence, PresenceOwner peer, PendingFlushes& offers);

  // Take a presence away, whoever's it is: because a stream of this replica says so, or for another
  // reason. False: it is not there.
  bool Untrack(const std::string& ref, PendingFlushes& offers);
  bool TakeAway(const std::string& ref, PendingFlushes& offers);

  // The owner is gone. If nobody else has the presence, it may stay until `lease_end`; the result
  // is whether that is so.
  bool Release(absl::string_view ref, PresenceOwner stream, absl::Time lease_end);
  bool PeerRelease(absl::string_view ref, PresenceOwner peer, absl::Time lease_end);
  // The other replica's lease has ended. Takes away a presence that is nobody else's.
  bool PeerExpire(const std::string& ref, PresenceOwner peer, PendingFlushes& offers);
  // Takes away one that is nobody's since the lease that ends at `lease_end` began.
  bool Expire(const std::string& ref, absl::Time lease_end, PendingFlushes& offers);

  // PendingFlushes all presences, and from then on the changes. Starts anew for one who watches
  // already. True: for the first time.
  bool Watch(const std::shared_ptr<Subscriber>& watcher, PendingFlushes& offers);
  bool Unwatch(const Subscriber* watcher);

  // Tells the watchers what has changed. False: nothing has.
  bool Tell(PendingFlushes& offers);
  bool has_news() const { return news_.joined_size() + news_.left_size() > 0; }

 private:
  struct Entry {
    PresencePtr presence;
    PresenceOwner stream = nullptr;
    absl::InlinedVector<PresenceOwner, 1> peers;
    absl::Time lease_end = absl::InfiniteFuture();  // That, unless it is nobody's.
    bool claimed = false;                           // By this replica.
  };
  using Entries = absl::flat_hash_map<std::string, Entry>;

  void Add(Entry entry, PendingFlushes& offers);
  void Remove(Entries::iterator entry, PendingFlushes& offers);
  // For a presence that is taken away, or kept up by another replica.
  void HandOver(Entry& entry);
  // Whether it is nobody's now, though no lease runs yet.
  static bool RemovePeer(Entry& entry, PresenceOwner peer);
  void OfferAll(const std::shared_ptr<Subscriber>& watcher, PendingFlushes& offers) const;

  const std::string name_;
  ClaimObserver& claims_;
  Entries entries_;  // By ref.
  std::size_t bytes_ = 0;
  std::vector<std::shared_ptr<Subscriber>> watchers_;
  v1::SubscribeResponse::PresenceChanged news_;
  absl::flat_hash_set<std::string> left_;  // Refs in news_.left.
  std::size_t news_bytes_ = 0;
};

}  // namespace lossy::notifications
