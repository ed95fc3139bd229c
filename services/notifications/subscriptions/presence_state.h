#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/subscriptions/request_validator.h"

namespace lossy::notifications {

// The presences that one subscriber tracks, and the topics whose presences it watches. It handles
// the subscriber's presence requests. Not thread-safe.
class PresenceState {
 public:
  // `tracker` and `validator` must outlive the object.
  PresenceState(PresenceTracker& tracker, const RequestValidator& validator)
      : tracker_(tracker), validator_(validator) {}

  // Each method handles a request and sends the answer to `self`, the subscriber. After an error
  // nothing is changed or sent, except that Track still removes the presence that the rejected one
  // would replace.
  absl::Status Track(v1::SubscribeRequest::Track request, const std::shared_ptr<Subscriber>& self);
  absl::Status Untrack(const v1::SubscribeRequest::Untrack& request,
                       const std::shared_ptr<Subscriber>& self);
  absl::Status Watch(const std::string& topic, const std::shared_ptr<Subscriber>& self);
  absl::Status Unwatch(const std::string& topic, const std::shared_ptr<Subscriber>& self);

  // Ends all watches. The leases of the tracked presences begin.
  void Leave(const Subscriber* self);

 private:
  // Tracks the presence of the request, which replaces `replaced`.
  absl::Status TryTrack(v1::SubscribeRequest::Track& request, const std::string& replaced,
                        const std::shared_ptr<Subscriber>& self);
  void Remove(const std::string& topic, const std::string& ref);

  PresenceTracker& tracker_;
  const RequestValidator& validator_;
  absl::flat_hash_set<std::pair<std::string, std::string>> tracked_;  // Topics and refs.
  absl::flat_hash_set<std::string> watched_;
};

}  // namespace lossy::notifications
