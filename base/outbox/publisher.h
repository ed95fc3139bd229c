#pragma once

#include <memory>

#include "base/outbox/relay.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"

namespace lossy::base {

// Delivers kPublish items to the notifications service.
class Publisher {
 public:
  // `identity` must outlive it.
  Publisher(std::shared_ptr<grpc::Channel> notifications, const InternalIdentity& identity);
  ~Publisher();

  absl::Status Publish(const Outgoing& outgoing);

 private:
  struct Stub;

  std::unique_ptr<Stub> stub_;
  const InternalIdentity& identity_;
};

}  // namespace lossy::base
