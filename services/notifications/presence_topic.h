#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/notifications/subscriber.h"

namespace lossy::notifications {

// Who tracks a presence: an address that nobody else has.
using PresenceOwner = const void*;

// The presences of one topic, who watches them, and which changes the watchers are still to be
// told. Not thread-safe.
class PresenceTopic {
 public:
  explicit PresenceTopic(std::string name) : name_(std::move(name)) {}

  const std::string& name() const { return name_; }
  std::size_t size() const { return entries_.size(); }
  // What the presences take, bookkeeping included.
  std::size_t bytes() const { return bytes_; }
  bool unused() const { return entries_.empty() && watchers_.empty(); }
  bool has(absl::string_view ref) const { return entries_.contains(ref); }

  // What it would add to bytes().
  static std::size_t Cost(const v1::Presence& presence);

  // Adds one whose ref it does not have, and takes away the one that it replaces.
  void Add(v1::Presence presence, PresenceOwner owner, Offers& offers);
  bool Remove(absl::string_view ref, Offers& offers);

  // Gives a presence that is there to `owner`. False: it is not there.
  bool Adopt(absl::string_view ref, PresenceOwner owner);
  // The presence, if it is `owner`'s, belongs to nobody any more and may stay until `lease_end`.
  bool Orphan(absl::string_view ref, PresenceOwner owner, absl::Time lease_end);
  // Takes away one that is nobody's since the lease that ends at `lease_end` began.
  bool Expire(absl::string_view ref, absl::Time lease_end, Offers& offers);

  // Offers all presences, and from then on the changes. Starts anew for one who watches already.
  // True: for the first time.
  bool Watch(const std::shared_ptr<Subscriber>& watcher, Offers& offers);
  bool Unwatch(const Subscriber* watcher);

  // Tells the watchers what has changed. False: nothing has.
  bool Tell(Offers& offers);
  bool has_news() const { return news_.joined_size() + news_.left_size() > 0; }

 private:
  struct Entry {
    v1::Presence presence;
    PresenceOwner owner;
    absl::Time lease_end = absl::InfiniteFuture();  // Before that, unless it is nobody's.
  };

  void OfferAll(const std::shared_ptr<Subscriber>& watcher, Offers& offers) const;

  const std::string name_;
  absl::flat_hash_map<std::string, Entry> entries_;  // By ref.
  std::size_t bytes_ = 0;
  std::vector<std::shared_ptr<Subscriber>> watchers_;
  v1::SubscribeResponse::PresenceChanged news_;
  absl::flat_hash_set<std::string> left_;  // Refs in news_.left.
  std::size_t news_bytes_ = 0;
};

}  // namespace lossy::notifications
