#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "lossy/notifications/v1/notifications.pb.h"
#include "services/notifications/events/pending_flushes.h"
#include "services/notifications/events/subscriber.h"

namespace lossy::notifications {

// The streams that watch the presences of one topic, and the changes that they have not received
// yet. Changes are sent together, as PresenceChanged. Not thread-safe.
class PresenceWatchers {
 public:
  // A message with presences is sent when it has about this size.
  static constexpr std::size_t kPartBytes = 512 << 10;

  explicit PresenceWatchers(std::string topic) : topic_(std::move(topic)) {}

  bool empty() const { return watchers_.empty(); }
  bool has_changes() const { return changes_.joined_size() + changes_.left_size() > 0; }

  // Returns false if the stream watches already.
  bool Add(const std::shared_ptr<Subscriber>& watcher);
  bool Remove(const Subscriber* watcher);

  // Record a change for the present watchers. They send earlier changes first where the order
  // needs it, or when a message has become large.
  void AddJoined(const v1::Presence& presence, PendingFlushes& flushes);
  void AddLeft(const std::string& ref, PendingFlushes& flushes);

  // Sends the changes to the watchers. Returns false if there are none.
  bool SendChanges(PendingFlushes& flushes);

 private:
  const std::string topic_;
  std::vector<std::shared_ptr<Subscriber>> watchers_;
  v1::SubscribeResponse::PresenceChanged changes_;
  absl::flat_hash_set<std::string> left_;  // The refs in changes_.left.
  std::size_t bytes_ = 0;                  // Of changes_.
};

}  // namespace lossy::notifications
