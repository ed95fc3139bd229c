#pragma once

#include <memory>

#include "base/outbox/relay.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"

namespace lossy::base {

// Delivers kPublish items to the notifications service, many in one call. If a call fails and one
// of its events may be the cause, repeats it with one call for each event, so that the other events
// do not wait. Threads: not thread-safe.
class Publisher {
 public:
  // `identity` must outlive the publisher.
  Publisher(std::shared_ptr<grpc::Channel> notifications, const InternalIdentity& identity);
  ~Publisher();

  // Publishes a batch and returns a status for each item; see Relay::Handler. Blocks for at most 5
  // s for each call.
  std::vector<absl::Status> Publish(absl::Span<const Outgoing> batch);

 private:
  struct Part;

  // Makes one call, sets the status of each event, and returns that of the call.
  absl::Status PublishPart(const Part& part, std::vector<absl::Status>& statuses);
  // Publishes the events one by one.
  void PublishEach(const Part& part, std::vector<absl::Status>& statuses);

  struct Stub;

  std::unique_ptr<Stub> stub_;
  const InternalIdentity& identity_;
};

}  // namespace lossy::base
