#include "services/notifications/presence/presence_watchers.h"

#include <algorithm>
#include <utility>

namespace lossy::notifications {

bool PresenceWatchers::Add(const std::shared_ptr<Subscriber>& watcher) {
  if (std::find(watchers_.begin(), watchers_.end(), watcher) != watchers_.end()) return false;
  watchers_.push_back(watcher);
  return true;
}

bool PresenceWatchers::Remove(const Subscriber* watcher) {
  auto found = std::find_if(watchers_.begin(), watchers_.end(),
                            [&](const auto& each) { return each.get() == watcher; });
  if (found == watchers_.end()) return false;
  std::swap(*found, watchers_.back());
  watchers_.pop_back();
  return true;
}

void PresenceWatchers::AddJoined(const v1::Presence& presence, PendingFlushes& flushes) {
  // A client applies the joins of a message before its leaves. A presence that left and joins again
  // must therefore be in a later message.
  if (left_.contains(presence.ref()) || bytes_ > kPartBytes) SendChanges(flushes);
  if (watchers_.empty()) return;
  bytes_ += presence.ByteSizeLong();
  *changes_.add_joined() = presence;
}

void PresenceWatchers::AddLeft(const std::string& ref, PendingFlushes& flushes) {
  if (!watchers_.empty()) {
    bytes_ += ref.size();
    changes_.add_left(ref);
    left_.insert(ref);
  }
  if (bytes_ > kPartBytes) SendChanges(flushes);
}

bool PresenceWatchers::SendChanges(PendingFlushes& flushes) {
  if (!has_changes()) return false;
  v1::SubscribeResponse response;
  response.mutable_presence_changed()->Swap(&changes_);
  response.mutable_presence_changed()->set_topic(topic_);
  left_.clear();
  bytes_ = 0;
  const Frame frame = Encode(response);
  for (const std::shared_ptr<Subscriber>& watcher : watchers_) flushes.Offer(watcher, frame);
  return true;
}

}  // namespace lossy::notifications
