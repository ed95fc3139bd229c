#include "edge/presence/presence_replica.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"

namespace lossy::edge {

bool PresenceReplica::IsOwn(absl::string_view ref) const {
  return absl::StartsWith(ref, own_prefix_);
}

void PresenceReplica::Add(PresencePtr presence, PendingDiff* diff) {
  const std::string replaced = presence->replaces;
  const std::uint64_t number = ++last_number_;
  entries_[presence->ref] = {.presence = presence, .number = number};
  in_order_[number] = presence;
  diff->Join(std::move(presence));
  if (!replaced.empty()) Remove(replaced, diff);
}

void PresenceReplica::Remove(const std::string& ref, PendingDiff* diff) {
  auto found = entries_.find(ref);
  if (found == entries_.end()) return;
  diff->Leave(std::move(found->second.presence));
  in_order_.erase(found->second.number);
  entries_.erase(found);
}

void PresenceReplica::Reset(const Presences& all, absl::Time now, PendingDiff* diff) {
  absl::flat_hash_set<absl::string_view> refs;
  for (const PresencePtr& presence : all) {
    refs.insert(presence->ref);
    Join(presence, diff);
  }
  for (auto& [ref, entry] : entries_) {
    if (refs.contains(ref) || IsOwn(ref) || entry.doubt_ends != absl::InfiniteFuture()) continue;
    entry.doubt_ends = now + patience_;
    has_doubts_ = true;
  }
}

void PresenceReplica::Join(const PresencePtr& presence, PendingDiff* diff) {
  if (IsOwn(presence->ref)) return;
  auto known = entries_.find(presence->ref);
  if (known == entries_.end()) return Add(presence, diff);
  known->second.doubt_ends = absl::InfiniteFuture();
}

void PresenceReplica::Leave(const std::string& ref, PendingDiff* diff) {
  if (!IsOwn(ref)) Remove(ref, diff);
}

void PresenceReplica::EndDoubts(absl::Time now, PendingDiff* diff) {
  if (!has_doubts_) return;
  has_doubts_ = false;
  std::vector<std::string> gone;
  for (const auto& [ref, entry] : entries_) {
    if (entry.doubt_ends <= now) {
      gone.push_back(ref);
    } else if (entry.doubt_ends != absl::InfiniteFuture()) {
      has_doubts_ = true;
    }
  }
  for (const std::string& ref : gone) Remove(ref, diff);
}

Presences PresenceReplica::All() const {
  Presences all;
  all.reserve(in_order_.size());
  for (const auto& [number, presence] : in_order_) all.push_back(presence);
  return all;
}

}  // namespace lossy::edge
