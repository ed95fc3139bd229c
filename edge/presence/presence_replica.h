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

// Who is on one topic, as far as one thread knows. Every change is added to the news.
//
// The thread's own clients are the authority for their presences, and the service for all others. A
// presence that the service has lost is in doubt for a while before it leaves: perhaps the edge
// that tracks it has not told the service again yet.
class PresenceReplica {
 public:
  // Refs of the thread's own presences begin with `own_prefix`, which must outlive the replica.
  PresenceReplica(absl::string_view own_prefix, absl::Duration patience)
      : own_prefix_(own_prefix), patience_(patience) {}

  // The thread's own clients.
  void Track(PresencePtr presence, PendingDiff* news) { Add(std::move(presence), news); }
  void Untrack(const std::string& ref, PendingDiff* news) { Remove(ref, news); }

  // What the service says: all who are there; who joined; who left.
  void Reset(const Presences& all, absl::Time now, PendingDiff* news);
  void Join(const PresencePtr& presence, PendingDiff* news);
  void Leave(const std::string& ref, PendingDiff* news);

  // Takes those away that were in doubt too long.
  void EndDoubts(absl::Time now, PendingDiff* news);

  // All, in the order in which they came.
  Presences All() const;

 private:
  struct Entry {
    PresencePtr presence;
    std::uint64_t number;
    absl::Time doubt_ends = absl::InfiniteFuture();
  };

  bool IsOwn(absl::string_view ref) const;
  void Add(PresencePtr presence, PendingDiff* news);
  void Remove(const std::string& ref, PendingDiff* news);

  const absl::string_view own_prefix_;
  const absl::Duration patience_;
  absl::flat_hash_map<std::string, Entry> entries_;  // By ref.
  absl::btree_map<std::uint64_t, PresencePtr> in_order_;
  std::uint64_t last_number_ = 0;
  bool has_doubts_ = false;
};

}  // namespace lossy::edge
