#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/subscriptions/request_validator.h"

namespace lossy::notifications {

// What one subscriber tracks and watches. Used by one thread at a time.
class PresenceSession {
 public:
  // Both must outlive it.
  PresenceSession(PresenceTracker& tracker, const Limits& limits)
      : tracker_(tracker), limits_(limits) {}

  // Do what is asked and offer the answer to `self`, who is asking; or, on error, neither. But what
  // a refused presence would have replaced has left: the one who tracked it says so.
  absl::Status Track(v1::SubscribeRequest::Track request, const std::shared_ptr<Subscriber>& self);
  absl::Status Untrack(const v1::SubscribeRequest::Untrack& request,
                       const std::shared_ptr<Subscriber>& self);
  absl::Status Watch(const std::string& topic, const std::shared_ptr<Subscriber>& self);
  absl::Status Unwatch(const std::string& topic, const std::shared_ptr<Subscriber>& self);

  // Watches nothing any more; the leases of what it tracked begin.
  void Leave(const Subscriber* self);

 private:
  // Takes the request's presence, which replaces `replaced`.
  absl::Status TryTrack(v1::SubscribeRequest::Track& request, const std::string& replaced,
                        const std::shared_ptr<Subscriber>& self);
  void Forget(const std::string& topic, const std::string& ref);

  PresenceTracker& tracker_;
  const Limits& limits_;
  absl::flat_hash_set<std::pair<std::string, std::string>> tracked_;  // Topics and refs.
  absl::flat_hash_set<std::string> watched_;
};

}  // namespace lossy::notifications
