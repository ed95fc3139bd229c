#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::sample {

// Publishes the events of the sample's rooms to their subscribers, through the notifications
// service. Thread-safe.
class RoomPublisher {
 public:
  // `identity` must outlive the publisher.
  RoomPublisher(const std::shared_ptr<grpc::Channel>& notifications,
                const base::InternalIdentity& identity);

  // Publish an event on the topic "room:<room>" of the message or blob. Return after the
  // notifications service has stored the event, or with the error of its call.
  absl::Status Publish(const v1::RoomMessage& message, const base::Caller& caller);
  absl::Status Publish(const v1::Blob& blob, const base::Caller& caller);

 private:
  absl::Status Publish(const std::string& room, const v1::RoomEvent& event,
                       const base::Caller& caller);

  const std::unique_ptr<notifications::v1::NotificationsService::Stub> notifications_;
  const base::InternalIdentity& identity_;
};

}  // namespace lossy::sample
