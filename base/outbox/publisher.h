#pragma once

#include <memory>

#include "base/outbox/relay.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"

namespace lossy::base {

// Delivers kPublish items to the notifications service, many in one call. When a call fails in a
// way that one of its events may be the reason for, each of its events gets a call of its own, so
// that the others do not wait for it.
class Publisher {
 public:
  // `identity` must outlive it.
  Publisher(std::shared_ptr<grpc::Channel> notifications, const InternalIdentity& identity);
  ~Publisher();

  // As a Relay::Handler.
  std::vector<absl::Status> Publish(absl::Span<const Outgoing> batch);

 private:
  struct Part;

  // What became of the call; each event has its status.
  absl::Status PublishPart(const Part& part, std::vector<absl::Status>& statuses);
  // Once more, event by event.
  void PublishEach(const Part& part, std::vector<absl::Status>& statuses);

  struct Stub;

  std::unique_ptr<Stub> stub_;
  const InternalIdentity& identity_;
};

}  // namespace lossy::base
