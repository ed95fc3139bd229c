#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/notifications/subscriptions/hub.h"
#include "services/notifications/subscriptions/presence_state.h"
#include "services/notifications/subscriptions/request_validator.h"

namespace lossy::notifications {

// The subscriptions and presences of one subscriber. It handles the subscriber's requests. Not
// thread-safe.
class SubscriberState {
 public:
  // The references must outlive the object.
  SubscriberState(Hub& hub, PresenceTracker& presences, const RequestValidator& validator)
      : hub_(hub), validator_(validator), presences_(presences, validator) {}

  // Handles requests in their order, none of which is a valid batch, and sends the answers to
  // `self`, the subscriber. Reads the heads of all topics that the requests follow together, which
  // is much cheaper than one by one. It reads events only for a topic whose head differs from the
  // position of the subscriber. May block for the log.
  //
  // Returns the number of the requests that it handled: it stops after a request that made the
  // subscriber busy. After an error the caller must end the stream. The subscriber can then
  // subscribe again with its positions, and so misses no event.
  absl::StatusOr<std::size_t> Handle(absl::Span<const v1::SubscribeRequest> requests,
                                     const std::shared_ptr<Subscriber>& self);

  // Unsubscribes from all topics. The leases of the presences that it tracked begin.
  void Leave(const Subscriber* self);

 private:
  // Returns the topics that the requests ask to follow.
  std::vector<Hub::Following> ToFollow(absl::Span<const v1::SubscribeRequest> requests) const;
  // `prepared` is the status of Hub::Prepare for the topics.
  absl::Status HandleOne(const v1::SubscribeRequest& request, const absl::Status& prepared,
                         const std::shared_ptr<Subscriber>& self);
  absl::Status Dispatch(const v1::SubscribeRequest& request, const absl::Status& prepared,
                        const std::shared_ptr<Subscriber>& self);
  absl::Status Subscribe(const v1::SubscribeRequest::Subscribe& request,
                         const absl::Status& prepared, const std::shared_ptr<Subscriber>& self);
  absl::Status Unsubscribe(const std::string& topic, const std::shared_ptr<Subscriber>& self);

  Hub& hub_;
  const RequestValidator& validator_;
  absl::flat_hash_set<std::string> topics_;
  PresenceState presences_;
};

}  // namespace lossy::notifications
