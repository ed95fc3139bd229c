#pragma once

#include <memory>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/notifications/hub.h"
#include "services/notifications/limits.h"

namespace lossy::notifications {

// What one subscriber follows, and the answers to its requests. Used by one thread at a time.
class Session {
 public:
  // `hub` and `limits` must outlive it.
  Session(Hub& hub, const Limits& limits) : hub_(hub), limits_(limits) {}

  // Does what is asked and offers the answer to `self`, who is asking. May wait for the log.
  void Handle(const v1::SubscribeRequest& request, const std::shared_ptr<Subscriber>& self);

  // Unsubscribes from everything.
  void Leave(const Subscriber* self);

 private:
  absl::Status Subscribe(const v1::SubscribeRequest::Subscribe& request,
                         const std::shared_ptr<Subscriber>& self);
  absl::Status Unsubscribe(const std::string& topic, const std::shared_ptr<Subscriber>& self);

  Hub& hub_;
  const Limits& limits_;
  absl::flat_hash_set<std::string> topics_;
};

}  // namespace lossy::notifications
