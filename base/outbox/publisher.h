#pragma once

#include <memory>

#include "base/outbox/relay.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"

namespace lossy::base {

// Delivers kPublish items to the notifications service, many in one call.
class Publisher {
 public:
  // `identity` must outlive it.
  Publisher(std::shared_ptr<grpc::Channel> notifications, const InternalIdentity& identity);
  ~Publisher();

  // As a Relay::Handler.
  std::vector<absl::Status> Publish(absl::Span<const Outgoing> batch);

 private:
  struct Part;

  void PublishPart(const Part& part, std::vector<absl::Status>& statuses);

  struct Stub;

  std::unique_ptr<Stub> stub_;
  const InternalIdentity& identity_;
};

}  // namespace lossy::base
