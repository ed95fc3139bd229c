#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "edge/presence/pending_diff.h"
#include "edge/presence/presence.h"

namespace lossy::edge {

// One thread's copy of the presences on one topic. Each method adds the changes that it makes to
// `diff`. Not thread-safe.
//
// The thread is the authority on the presences of its own clients, and the service on all others. A
// presence that the service has lost stays for `patience`, because its edge may track it again.
class PresenceReplica {
 public:
  // Refs of the thread's own presences begin with `own_prefix`, which must outlive the replica.
  PresenceReplica(absl::string_view own_prefix, absl::Duration patience)
      : own_prefix_(own_prefix), patience_(patience) {}

  // Add or remove a presence of a client of this thread.
  void Track(PresencePtr presence, PendingDiff* diff) { Add(std::move(presence), diff); }
  void Untrack(const std::string& ref, PendingDiff* diff) { Remove(ref, diff); }

  // Apply a message of the service: the state with all presences, a join, or a leave. `now` is a
  // steady time.
  void Reset(const Presences& all, absl::Time now, PendingDiff* diff);
  void Join(const PresencePtr& presence, PendingDiff* diff);
  void Leave(const std::string& ref, PendingDiff* diff);

  // Removes the presences that the service lost more than `patience` ago.
  void EndDoubts(absl::Time now, PendingDiff* diff);

  // Returns all presences in the order of their joins.
  Presences All() const;

 private:
  struct Entry {
    PresencePtr presence;
    std::uint64_t number;  // Its key in in_order_.
    // The steady time at which a presence that the service has lost is removed.
    absl::Time doubt_ends = absl::InfiniteFuture();
  };

  bool IsOwn(absl::string_view ref) const;
  void Add(PresencePtr presence, PendingDiff* diff);
  void Remove(const std::string& ref, PendingDiff* diff);

  const absl::string_view own_prefix_;
  const absl::Duration patience_;
  absl::flat_hash_map<std::string, Entry> entries_;       // By ref.
  absl::btree_map<std::uint64_t, PresencePtr> in_order_;  // In the order of the joins.
  std::uint64_t last_number_ = 0;
  bool has_doubts_ = false;
};

}  // namespace lossy::edge
