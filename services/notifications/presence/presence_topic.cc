#include "services/notifications/presence/presence_topic.h"

#include <algorithm>
#include <utility>

namespace lossy::notifications {
namespace {

// For the hash tables, and for the memory that strings and messages allocate.
constexpr std::size_t kEntryOverhead = 256;

}  // namespace

std::size_t PresenceTopic::Cost(const v1::Presence& presence) {
  return kEntryOverhead + presence.ref().size() + presence.ByteSizeLong();
}

std::size_t PresenceTopic::CostOf(absl::string_view ref) const {
  auto found = entries_.find(ref);
  return found == entries_.end() ? 0 : Cost(*found->second.presence);
}

void PresenceTopic::Track(PresencePtr presence, PresenceOwner stream, PendingFlushes& flushes) {
  claims_.OnTracked(name_, presence);
  Add({.presence = std::move(presence), .stream = stream, .claimed = true}, flushes);
}

void PresenceTopic::TrackRemote(PresencePtr presence, PresenceOwner replica,
                                PendingFlushes& flushes) {
  Add({.presence = std::move(presence), .replicas = {replica}}, flushes);
}

void PresenceTopic::Add(Entry entry, PendingFlushes& flushes) {
  const v1::Presence& presence = *entry.presence;
  bytes_ += Cost(presence);
  watchers_.AddJoined(presence, flushes);
  RemoveAny(presence.replaces(), flushes);
  std::string ref = presence.ref();
  entries_.emplace(std::move(ref), std::move(entry));
}

void PresenceTopic::Remove(Entries::iterator entry, PendingFlushes& flushes) {
  bytes_ -= Cost(*entry->second.presence);
  watchers_.AddLeft(entry->first, flushes);
  entries_.erase(entry);
}

void PresenceTopic::HandOver(Entry& entry) {
  if (std::exchange(entry.claimed, false)) claims_.OnHandedOver(name_, entry.presence->ref());
}

bool PresenceTopic::Adopt(const v1::Presence& presence, PresenceOwner stream,
                          PendingFlushes& flushes) {
  auto found = entries_.find(presence.ref());
  if (found == entries_.end()) return false;
  Entry& entry = found->second;
  entry.stream = stream;
  entry.lease_end = absl::InfiniteFuture();
  if (!std::exchange(entry.claimed, true)) claims_.OnTracked(name_, entry.presence);
  RemoveAny(presence.replaces(), flushes);
  return true;
}

bool PresenceTopic::AdoptRemote(const v1::Presence& presence, PresenceOwner replica,
                                PendingFlushes& flushes) {
  auto found = entries_.find(presence.ref());
  if (found == entries_.end()) return false;
  Entry& entry = found->second;
  if (std::find(entry.replicas.begin(), entry.replicas.end(), replica) == entry.replicas.end()) {
    entry.replicas.push_back(replica);
  }
  entry.lease_end = absl::InfiniteFuture();
  if (entry.stream == nullptr) HandOver(entry);
  RemoveAny(presence.replaces(), flushes);
  return true;
}

bool PresenceTopic::Untrack(const std::string& ref, PendingFlushes& flushes) {
  auto found = entries_.find(ref);
  if (found == entries_.end()) return false;
  claims_.OnUntracked(name_, ref);
  Remove(found, flushes);
  return true;
}

bool PresenceTopic::RemoveAny(const std::string& ref, PendingFlushes& flushes) {
  auto found = entries_.find(ref);
  if (found == entries_.end()) return false;
  HandOver(found->second);
  Remove(found, flushes);
  return true;
}

bool PresenceTopic::Release(absl::string_view ref, PresenceOwner stream, absl::Time lease_end) {
  auto found = entries_.find(ref);
  if (found == entries_.end() || found->second.stream != stream) return false;
  Entry& entry = found->second;
  entry.stream = nullptr;
  if (!entry.replicas.empty()) {
    HandOver(entry);
    return false;
  }
  entry.lease_end = lease_end;
  return true;
}

bool PresenceTopic::RemoveReplica(Entry& entry, PresenceOwner replica) {
  auto found = std::find(entry.replicas.begin(), entry.replicas.end(), replica);
  if (found == entry.replicas.end()) return false;
  entry.replicas.erase(found);
  return entry.replicas.empty() && entry.stream == nullptr;
}

bool PresenceTopic::ReleaseRemote(absl::string_view ref, PresenceOwner replica,
                                  absl::Time lease_end) {
  auto found = entries_.find(ref);
  if (found == entries_.end() || !RemoveReplica(found->second, replica)) return false;
  found->second.lease_end = lease_end;
  return true;
}

bool PresenceTopic::ExpireRemote(const std::string& ref, PresenceOwner replica,
                                 PendingFlushes& flushes) {
  auto found = entries_.find(ref);
  if (found == entries_.end() || !RemoveReplica(found->second, replica)) return false;
  Remove(found, flushes);
  return true;
}

bool PresenceTopic::Expire(const std::string& ref, absl::Time lease_end, PendingFlushes& flushes) {
  auto found = entries_.find(ref);
  if (found == entries_.end() || found->second.lease_end != lease_end) return false;
  if (found->second.claimed) claims_.OnExpired(name_, ref);
  Remove(found, flushes);
  return true;
}

std::vector<std::string> PresenceTopic::Keys() const {
  std::vector<std::string> keys;
  keys.reserve(entries_.size());
  for (const auto& [ref, entry] : entries_) keys.push_back(entry.presence->key());
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

bool PresenceTopic::Watch(const std::shared_ptr<Subscriber>& watcher, PendingFlushes& flushes) {
  // All presences include the changes so far: the new watcher must not receive those again.
  watchers_.SendChanges(flushes);
  OfferAll(watcher, flushes);
  return watchers_.Add(watcher);
}

void PresenceTopic::OfferAll(const std::shared_ptr<Subscriber>& watcher,
                             PendingFlushes& flushes) const {
  v1::SubscribeResponse response;
  v1::SubscribeResponse::Watched& part = *response.mutable_watched();
  part.set_topic(name_);
  std::size_t bytes = 0;
  for (const auto& [ref, entry] : entries_) {
    if (bytes > PresenceWatchers::kPartBytes) {
      part.set_more(true);
      flushes.Offer(watcher, Encode(response));
      part.clear_presences();
      part.clear_more();
      bytes = 0;
    }
    *part.add_presences() = *entry.presence;
    bytes += entry.presence->ByteSizeLong();
  }
  flushes.Offer(watcher, Encode(response));
}

}  // namespace lossy::notifications
