#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"
#include "polls/v1/polls.pb.h"

namespace polls {

// Publishes the events of polls to the clients that have joined them. Thread-safe.
class PollPublisher {
 public:
  // `identity` must outlive the publisher.
  PollPublisher(const std::shared_ptr<grpc::Channel>& notifications,
                const lossy::base::InternalIdentity& identity);

  // Publishes an event on the topic of the poll, as this service and on behalf of the caller's
  // user. Returns after the notifications service has stored it, or with the error of the call.
  absl::Status Publish(const std::string& poll, const v1::PollEvent& event,
                       const lossy::base::Caller& caller);

 private:
  const std::unique_ptr<lossy::notifications::v1::NotificationsService::Stub> notifications_;
  const lossy::base::InternalIdentity& identity_;
};

}  // namespace polls
