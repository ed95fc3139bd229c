#include "base/outbox/publisher.h"

#include "base/error/error.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kPublishLimit = absl::Seconds(5);

}  // namespace

struct Publisher::Stub {
  std::unique_ptr<notifications::v1::NotificationsService::Stub> rpc;
};

Publisher::Publisher(std::shared_ptr<grpc::Channel> notifications, const InternalIdentity& identity)
    : stub_(new Stub{notifications::v1::NotificationsService::NewStub(notifications)}),
      identity_(identity) {}

Publisher::~Publisher() = default;

absl::Status Publisher::Publish(const Outgoing& outgoing) {
  notifications::v1::PublishRequest request;
  request.set_event_id(outgoing.id);
  request.set_topic(outgoing.target);
  if (!request.mutable_event()->ParseFromString(outgoing.payload)) {
    return absl::InvalidArgumentError("the payload is not an Any");
  }
  grpc::ClientContext context;
  Propagate(identity_.OnBehalfOf(outgoing.user_id, outgoing.request_id), kPublishLimit, context);
  notifications::v1::PublishResponse response;
  return FromGrpc(stub_->rpc->Publish(&context, request, &response));
}

}  // namespace lossy::base
