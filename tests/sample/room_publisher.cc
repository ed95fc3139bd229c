#include "tests/sample/room_publisher.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/text/uuid.h"

namespace lossy::sample {
namespace {

constexpr absl::Duration kPublishLimit = absl::Seconds(5);

}  // namespace

RoomPublisher::RoomPublisher(const std::shared_ptr<grpc::Channel>& notifications,
                             const base::InternalIdentity& identity)
    : notifications_(notifications::v1::NotificationsService::NewStub(notifications)),
      identity_(identity) {}

absl::Status RoomPublisher::Publish(const v1::RoomMessage& message, const base::Caller& caller) {
  v1::RoomEvent event;
  *event.mutable_new_msg() = message;
  return Publish(message.room(), event, caller);
}

absl::Status RoomPublisher::Publish(const v1::Blob& blob, const base::Caller& caller) {
  v1::RoomEvent event;
  *event.mutable_bin() = blob;
  return Publish(blob.room(), event, caller);
}

absl::Status RoomPublisher::Publish(const std::string& room, const v1::RoomEvent& event,
                                    const base::Caller& caller) {
  notifications::v1::PublishRequest request;
  request.set_event_id(base::NewUuid());
  request.set_topic(absl::StrCat("room:", room));
  request.mutable_event()->PackFrom(event);
  // Notifications lets no user publish: it is the service that does.
  grpc::ClientContext context;
  base::Propagate(
      identity_.ToCall(caller, notifications::v1::NotificationsService::service_full_name()),
      kPublishLimit, context);
  notifications::v1::PublishResponse response;
  return base::FromGrpc(notifications_->Publish(&context, request, &response));
}

}  // namespace lossy::sample
