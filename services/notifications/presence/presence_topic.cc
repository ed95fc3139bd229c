#include "services/notifications/presence/presence_topic.h"

#include <algorithm>
#include <utility>

namespace lossy::notifications {
namespace {

// For the tables and the strings' and messages' own memory.
constexpr std::size_t kEntryOverhead = 256;

// A message with presences is sent when it has become about this large.
constexpr std::size_t kPartBytes = 512 << 10;

}  // namespace

std::size_t PresenceTopic::Cost(const v1::Presence& presence) {
  return kEntryOverhead + presence.ref().size() + presence.ByteSizeLong();
}

std::size_t PresenceTopic::CostOf(absl::string_view ref) const {
  auto found = entries_.find(ref);
  return found == entries_.end() ? 0 : Cost(*found->second.presence);
}

void PresenceTopic::Track(PresencePtr presence, PresenceOwner stream, PendingFlushes& offers) {
  claims_.OnTracked(name_, presence);
  Add({.presence = std::move(presence), .stream = stream, .claimed = true}, offers);
}

void PresenceTopic::PeerTrack(PresencePtr presence, PresenceOwner peer, PendingFlushes& offers) {
  Add({.presence = std::move(presence), .peers = {peer}}, offers);
}

void PresenceTopic::Add(Entry entry, PendingFlushes& offers) {
  const v1::Presence& presence = *entry.presence;
  // Joins are told before leaves, so one that left and is back must be told of later.
  if (left_.contains(presence.ref()) || news_bytes_ > kPartBytes) Tell(offers);
  bytes_ += Cost(presence);
  if (!watchers_.empty()) {
    news_bytes_ += presence.ByteSizeLong();
    *news_.add_joined() = presence;
  }
  TakeAway(presence.replaces(), offers);
  std::string ref = presence.ref();
  entries_.emplace(std::move(ref), std::move(entry));
}

void PresenceTopic::Remove(Entries::iterator entry, PendingFlushes& offers) {
  bytes_ -= Cost(*entry->second.presence);
  if (!watchers_.empty()) {
    news_bytes_ += entry->first.size();
    news_.add_left(entry->first);
    left_.insert(entry->first);
  }
  entries_.erase(entry);
  if (news_bytes_ > kPartBytes) Tell(offers);
}

void PresenceTopic::HandOver(Entry& entry) {
  if (std::exchange(entry.claimed, false)) claims_.OnHandedOver(name_, entry.presence->ref());
}

bool PresenceTopic::Adopt(const v1::Presence& presence, PresenceOwner stream,
                          PendingFlushes& offers) {
  auto found = entries_.find(presence.ref());
  if (found == entries_.end()) return false;
  Entry& entry = found->second;
  entry.stream = stream;
  entry.lease_end = absl::InfiniteFuture();
  if (!std::exchange(entry.claimed, true)) claims_.OnTracked(name_, entry.presence);
  TakeAway(presence.replaces(), offers);
  return true;
}

bool PresenceTopic::PeerAdopt(const v1::Presence& presence, PresenceOwner peer,
                              PendingFlushes& offers) {
  auto found = entries_.find(presence.ref());
  if (found == entries_.end()) return false;
  Entry& entry = found->second;
  if (std::find(entry.peers.begin(), entry.peers.end(), peer) == entry.peers.end()) {
    entry.peers.push_back(peer);
  }
  entry.lease_end = absl::InfiniteFuture();
  if (entry.stream == nullptr) HandOver(entry);
  TakeAway(presence.replaces(), offers);
  return true;
}

bool PresenceTopic::Untrack(const std::string& ref, PendingFlushes& offers) {
  auto found = entries_.find(ref);
  if (found == entries_.end()) return false;
  claims_.OnUntracked(name_, ref);
  Remove(found, offers);
  return true;
}

bool PresenceTopic::TakeAway(const std::string& ref, PendingFlushes& offers) {
  auto found = entries_.find(ref);
  if (found == entries_.end()) return false;
  HandOver(found->second);
  Remove(found, offers);
  return true;
}

bool PresenceTopic::Release(absl::string_view ref, PresenceOwner stream, absl::Time lease_end) {
  auto found = entries_.find(ref);
  if (found == entries_.end() || found->second.stream != stream) return false;
  Entry& entry = found->second;
  entry.stream = nullptr;
  if (!entry.peers.empty()) {
    HandOver(entry);
    return false;
  }
  entry.lease_end = lease_end;
  return true;
}

bool PresenceTopic::RemovePeer(Entry& entry, PresenceOwner peer) {
  auto found = std::find(entry.peers.begin(), entry.peers.end(), peer);
  if (found == entry.peers.end()) return false;
  entry.peers.erase(found);
  return entry.peers.empty() && entry.stream == nullptr;
}

bool PresenceTopic::PeerRelease(absl::string_view ref, PresenceOwner peer, absl::Time lease_end) {
  auto found = entries_.find(ref);
  if (found == entries_.end() || !RemovePeer(found->second, peer)) return false;
  found->second.lease_end = lease_end;
  return true;
}

bool PresenceTopic::PeerExpire(const std::string& ref, PresenceOwner peer, PendingFlushes& offers) {
  auto found = entries_.find(ref);
  if (found == entries_.end() || !RemovePeer(found->second, peer)) return false;
  Remove(found, offers);
  return true;
}

bool PresenceTopic::Expire(const std::string& ref, absl::Time lease_end, PendingFlushes& offers) {
  auto found = entries_.find(ref);
  if (found == entries_.end() || found->second.lease_end != lease_end) return false;
  if (found->second.claimed) claims_.OnExpired(name_, ref);
  Remove(found, offers);
  return true;
}

bool PresenceTopic::Watch(const std::shared_ptr<Subscriber>& watcher, PendingFlushes& offers) {
  // Otherwise the newcomer would hear of what it knows already.
  Tell(offers);
  OfferAll(watcher, offers);
  if (std::find(watchers_.begin(), watchers_.end(), watcher) != watchers_.end()) return false;
  watchers_.push_back(watcher);
  return true;
}

void PresenceTopic::OfferAll(const std::shared_ptr<Subscriber>& watcher,
                             PendingFlushes& offers) const {
  v1::SubscribeResponse response;
  v1::SubscribeResponse::Watched& part = *response.mutable_watched();
  part.set_topic(name_);
  std::size_t bytes = 0;
  for (const auto& [ref, entry] : entries_) {
    if (bytes > kPartBytes) {
      part.set_more(true);
      offers.Make(watcher, Encode(response));
      part.clear_presences();
      part.clear_more();
      bytes = 0;
    }
    *part.add_presences() = *entry.presence;
    bytes += entry.presence->ByteSizeLong();
  }
  offers.Make(watcher, Encode(response));
}

bool PresenceTopic::Unwatch(const Subscriber* watcher) {
  auto found = std::find_if(watchers_.begin(), watchers_.end(),
                            [&](const auto& each) { return each.get() == watcher; });
  if (found == watchers_.end()) return false;
  std::swap(*found, watchers_.back());
  watchers_.pop_back();
  return true;
}

bool PresenceTopic::Tell(PendingFlushes& offers) {
  if (!has_news()) return false;
  v1::SubscribeResponse response;
  response.mutable_presence_changed()->Swap(&news_);
  response.mutable_presence_changed()->set_topic(name_);
  left_.clear();
  news_bytes_ = 0;
  const Frame frame = Encode(response);
  for (const std::shared_ptr<Subscriber>& watcher : watchers_) offers.Make(watcher, frame);
  return true;
}

}  // namespace lossy::notifications
