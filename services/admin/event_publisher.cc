#include "services/admin/event_publisher.h"

#include "absl/time/time.h"
#include "base/error/error.h"
#include "base/text/uuid.h"

namespace lossy::admin {
namespace {

constexpr absl::Duration kPublishLimit = absl::Seconds(3);

}  // namespace

EventPublisher::EventPublisher(const std::shared_ptr<grpc::Channel>& notifications,
                               const base::InternalIdentity& identity)
    : notifications_(notifications::v1::NotificationsService::NewStub(notifications)),
      identity_(identity) {}

absl::Status EventPublisher::Publish(const std::string& topic,
                                     const google::protobuf::Message& event,
                                     const base::Caller& caller) {
  notifications::v1::PublishRequest request;
  request.set_event_id(base::NewUuid());
  request.set_topic(topic);
  request.mutable_event()->PackFrom(event);
  base::Caller publisher =
      identity_.ToCall(caller, notifications::v1::NotificationsService::service_full_name());
  // The event is about what has happened, whether or not the caller still waits.
  publisher.deadline = absl::InfiniteFuture();
  grpc::ClientContext context;
  base::Propagate(publisher, kPublishLimit, context);
  notifications::v1::PublishResponse response;
  return base::FromGrpc(notifications_->Publish(&context, request, &response));
}

}  // namespace lossy::admin
