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

// The presences of one topic, as one thread knows them. Each method adds its changes to `diff`. Not
// thread-safe.
//
// The thread decides on the presences of its own clients, and the service on all others. A presence
// that the service has lost stays for a while: the edge that tracks it may not have sent it again
// yet.
class PresenceReplica {
 public:
  // Refs of the thread's own presences begin with `own_prefix`, which must outlive the replica.
  PresenceReplica(absl::string_view own_prefix, absl::Duration patience)
      : own_prefix_(own_prefix), patience_(patience) {}

  // Presences of the thread's own clients.
  void Track(PresencePtr presence, PendingDiff* diff) { Add(std::move(presence), diff); }
  void Untrack(const std::string& ref, PendingDiff* diff) { Remove(ref, diff); }

  // Changes from the service: all presences, a join, and a leave.
  void Reset(const Presences& all, absl::Time now, PendingDiff* diff);
  void Join(const PresencePtr& presence, PendingDiff* diff);
  void Leave(const std::string& ref, PendingDiff* diff);

  // Removes presences that the service has lost and that are overdue.
  void EndDoubts(absl::Time now, PendingDiff* diff);

  // Returns all presences in the order of their joins.
  Presences All() const;

 private:
  struct Entry {
    PresencePtr presence;
    std::uint64_t number;
    absl::Time doubt_ends = absl::InfiniteFuture();
  };

  bool IsOwn(absl::string_view ref) const;
  void Add(PresencePtr presence, PendingDiff* diff);
  void Remove(const std::string& ref, PendingDiff* diff);

  const absl::string_view own_prefix_;
  const absl::Duration patience_;
  absl::flat_hash_map<std::string, Entry> entries_;  // By ref.
  absl::btree_map<std::uint64_t, PresencePtr> in_order_;
  std::uint64_t last_number_ = 0;
  bool has_doubts_ = false;
};

}  // namespace lossy::edge
