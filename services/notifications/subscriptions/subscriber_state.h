#pragma once

#include <memory>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/notifications/subscriptions/hub.h"
#include "services/notifications/subscriptions/presence_session.h"
#include "services/notifications/subscriptions/request_validator.h"

namespace lossy::notifications {

// What one subscriber follows, and the answers to its requests. Used by one thread at a time.
class SubscriberState {
 public:
  // All must outlive it.
  SubscriberState(Hub& hub, PresenceTracker& presences, const Limits& limits)
      : hub_(hub), limits_(limits), presences_(presences, limits) {}

  // Does what is asked and offers the answer to `self`, who is asking. May wait for the log. On
  // error the stream is to end: it may come again with its positions, and has lost nothing.
  absl::Status Handle(const v1::SubscribeRequest& request, const std::shared_ptr<Subscriber>& self);

  // Unsubscribes from everything; what it tracked stays for a lease.
  void Leave(const Subscriber* self);

 private:
  absl::Status Do(const v1::SubscribeRequest& request, const std::shared_ptr<Subscriber>& self);
  absl::Status Subscribe(const v1::SubscribeRequest::Subscribe& request,
                         const std::shared_ptr<Subscriber>& self);
  absl::Status Unsubscribe(const std::string& topic, const std::shared_ptr<Subscriber>& self);

  Hub& hub_;
  const Limits& limits_;
  absl::flat_hash_set<std::string> topics_;
  PresenceSession presences_;
};

}  // namespace lossy::notifications
