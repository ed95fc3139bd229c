#include "services/notifications/presence_topic.h"

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

void PresenceTopic::Add(v1::Presence presence, PresenceOwner owner, Offers& offers) {
  // Joins are told before leaves, so one that left and is back must be told of later.
  if (left_.contains(presence.ref()) || news_bytes_ > kPartBytes) Tell(offers);
  bytes_ += Cost(presence);
  if (!watchers_.empty()) {
    news_bytes_ += presence.ByteSizeLong();
    *news_.add_joined() = presence;
  }
  const std::string replaced = presence.replaces();
  std::string ref = presence.ref();
  entries_.emplace(std::move(ref), Entry{.presence = std::move(presence), .owner = owner});
  if (!replaced.empty()) Remove(replaced, offers);
}

bool PresenceTopic::Remove(absl::string_view ref, Offers& offers) {
  auto found = entries_.find(ref);
  if (found == entries_.end()) return false;
  bytes_ -= Cost(found->second.presence);
  if (!watchers_.empty()) {
    news_bytes_ += found->first.size();
    news_.add_left(found->first);
    left_.insert(found->first);
  }
  entries_.erase(found);
  if (news_bytes_ > kPartBytes) Tell(offers);
  return true;
}

bool PresenceTopic::Adopt(absl::string_view ref, PresenceOwner owner) {
  auto found = entries_.find(ref);
  if (found == entries_.end()) return false;
  found->second.owner = owner;
  found->second.lease_end = absl::InfiniteFuture();
  return true;
}

bool PresenceTopic::Orphan(absl::string_view ref, PresenceOwner owner, absl::Time lease_end) {
  auto found = entries_.find(ref);
  if (found == entries_.end() || found->second.owner != owner) return false;
  found->second.owner = nullptr;
  found->second.lease_end = lease_end;
  return true;
}

bool PresenceTopic::Expire(absl::string_view ref, absl::Time lease_end, Offers& offers) {
  auto found = entries_.find(ref);
  if (found == entries_.end() || found->second.lease_end != lease_end) return false;
  return Remove(ref, offers);
}

bool PresenceTopic::Watch(const std::shared_ptr<Subscriber>& watcher, Offers& offers) {
  // Otherwise the newcomer would hear of what it knows already.
  Tell(offers);
  OfferAll(watcher, offers);
  if (std::find(watchers_.begin(), watchers_.end(), watcher) != watchers_.end()) return false;
  watchers_.push_back(watcher);
  return true;
}

void PresenceTopic::OfferAll(const std::shared_ptr<Subscriber>& watcher, Offers& offers) const {
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
    *part.add_presences() = entry.presence;
    bytes += entry.presence.ByteSizeLong();
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

bool PresenceTopic::Tell(Offers& offers) {
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
