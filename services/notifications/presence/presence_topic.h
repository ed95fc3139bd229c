#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/notifications/events/pending_flushes.h"
#include "services/notifications/presence/claim_observer.h"
#include "services/notifications/presence/presence_watchers.h"

namespace lossy::notifications {

// Identifies an owner of a presence: a stream of this replica, or another replica that claims it.
// It is the address of the owner's object, which no other live owner has; the code never
// dereferences it.
using PresenceOwner = const void*;

// The presences of one topic and their watchers. A presence exists while a stream of this replica
// tracks it, while another replica claims it, or until its lease ends. Not thread-safe.
class PresenceTopic {
 public:
  // `claims` receives the changes of this replica's claims. It must outlive the topic.
  PresenceTopic(std::string name, ClaimObserver& claims)
      : name_(std::move(name)), claims_(claims), watchers_(name_) {}

  const std::string& name() const { return name_; }
  std::size_t size() const { return entries_.size(); }
  // The approximate memory of the presences in bytes, bookkeeping included.
  std::size_t bytes() const { return bytes_; }
  // True if the topic has neither presences nor watchers.
  bool unused() const { return entries_.empty() && watchers_.empty(); }
  PresenceWatchers& watchers() { return watchers_; }

  // Returns the bytes that the presence would add to bytes().
  static std::size_t Cost(const v1::Presence& presence);
  // Returns the bytes that the presence has added to bytes(), or 0 if it does not exist.
  std::size_t CostOf(absl::string_view ref) const;

  // Add a presence whose ref is new, and remove the presence that it replaces.
  void Track(PresencePtr presence, PresenceOwner stream, PendingFlushes& flushes);
  void TrackRemote(PresencePtr presence, PresenceOwner replica, PendingFlushes& flushes);

  // Give an existing presence another owner, and remove the presence that it replaces. Return false
  // if the presence does not exist.
  bool Adopt(const v1::Presence& presence, PresenceOwner stream, PendingFlushes& flushes);
  bool AdoptRemote(const v1::Presence& presence, PresenceOwner replica, PendingFlushes& flushes);

  // Remove a presence with any owners: Untrack because a stream of this replica requested it,
  // RemoveAny for another reason. Return false if the presence does not exist.
  bool Untrack(const std::string& ref, PendingFlushes& flushes);
  bool RemoveAny(const std::string& ref, PendingFlushes& flushes);

  // End an ownership. If the presence has no other owner, its lease begins, and these return true.
  bool Release(absl::string_view ref, PresenceOwner stream, absl::Time lease_end);
  bool ReleaseRemote(absl::string_view ref, PresenceOwner replica, absl::Time lease_end);
  // Ends the ownership of a replica whose lease has ended. Removes the presence and returns true if
  // it has no other owner.
  bool ExpireRemote(const std::string& ref, PresenceOwner replica, PendingFlushes& flushes);
  // Removes a presence whose lease ends at `lease_end`. Returns false if it has an owner again.
  bool Expire(const std::string& ref, absl::Time lease_end, PendingFlushes& flushes);

  // Returns the keys of the presences, sorted, each once.
  std::vector<std::string> Keys() const;

  // Sends the watcher all presences and then each change. For a stream that watches already, sends
  // all presences again and returns false.
  bool Watch(const std::shared_ptr<Subscriber>& watcher, PendingFlushes& flushes);

 private:
  struct Entry {
    PresencePtr presence;
    PresenceOwner stream = nullptr;
    absl::InlinedVector<PresenceOwner, 1> replicas;
    // InfiniteFuture while the presence has an owner.
    absl::Time lease_end = absl::InfiniteFuture();
    bool claimed = false;  // True if this replica claims it.
  };
  using Entries = absl::flat_hash_map<std::string, Entry>;

  void Add(Entry entry, PendingFlushes& flushes);
  void Remove(Entries::iterator entry, PendingFlushes& flushes);
  // Ends this replica's claim of a presence that is removed, or that another replica claims.
  void HandOver(Entry& entry);
  // Returns true if the presence has lost its last owner.
  static bool RemoveReplica(Entry& entry, PresenceOwner replica);
  void OfferAll(const std::shared_ptr<Subscriber>& watcher, PendingFlushes& flushes) const;

  const std::string name_;
  ClaimObserver& claims_;
  Entries entries_;  // By ref.
  std::size_t bytes_ = 0;
  PresenceWatchers watchers_;
};

}  // namespace lossy::notifications
