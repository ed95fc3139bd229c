#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "base/rpc/internal_identity.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::admin {

// Publishes the events of the console through the notifications service. Thread-safe.
class EventPublisher {
 public:
  // `identity` must outlive the publisher.
  EventPublisher(const std::shared_ptr<grpc::Channel>& notifications,
                 const base::InternalIdentity& identity);

  // Publishes an event on a pub/sub topic, as a service on behalf of the caller. Returns after the
  // notifications service has stored it, or with the error of its call, after some seconds at most.
  absl::Status Publish(const std::string& topic, const google::protobuf::Message& event,
                       const base::Caller& caller);

 private:
  const std::unique_ptr<notifications::v1::NotificationsService::Stub> notifications_;
  const base::InternalIdentity& identity_;
};

}  // namespace lossy::admin
