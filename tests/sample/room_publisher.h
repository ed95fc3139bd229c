#pragma once

#include <memory>

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::sample {

// Tells all who follow a room what happened in it.
class RoomPublisher {
 public:
  // `identity` must outlive it.
  RoomPublisher(const std::shared_ptr<grpc::Channel>& notifications,
                const base::InternalIdentity& identity);

  // On the topic room:<room> of the message. Returns when notifications has it.
  absl::Status Publish(const v1::RoomMessage& message, const base::Caller& caller);

 private:
  const std::unique_ptr<notifications::v1::NotificationsService::Stub> notifications_;
  const base::InternalIdentity& identity_;
};

}  // namespace lossy::sample
