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

// The streams that watch the presences of one topic, and the changes that wait to be sent to them.
// One PresenceChanged contains all changes that wait. Not thread-safe.
class PresenceWatchers {
 public:
  // The approximate limit of a message with presences, in bytes.
  static constexpr std::size_t kPartBytes = 512 << 10;

  explicit PresenceWatchers(std::string topic) : topic_(std::move(topic)) {}

  bool empty() const { return watchers_.empty(); }
  bool has_changes() const { return changes_.joined_size() + changes_.left_size() > 0; }

  // Returns false if the stream watches already.
  bool Add(const std::shared_ptr<Subscriber>& watcher);
  bool Remove(const Subscriber* watcher);

  // Record a change for the present watchers. The object sends the earlier changes first if the
  // order requires it, or if the message has become large.
  void AddJoined(const v1::Presence& presence, PendingFlushes& flushes);
  void AddLeft(const std::string& ref, PendingFlushes& flushes);

  // Sends the changes to the watchers. Returns false if there are none.
  bool SendChanges(PendingFlushes& flushes);

 private:
  const std::string topic_;
  std::vector<std::shared_ptr<Subscriber>> watchers_;
  v1::SubscribeResponse::PresenceChanged changes_;
  absl::flat_hash_set<std::string> left_;  // The refs in changes_.left.
  std::size_t bytes_ = 0;                  // The approximate size of changes_.
};

}  // namespace lossy::notifications
