#include "examples/cpp/poll_publisher.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/text/uuid.h"

namespace polls {
namespace {

using lossy::notifications::v1::NotificationsService;

constexpr absl::Duration kPublishLimit = absl::Seconds(5);

}  // namespace

PollPublisher::PollPublisher(const std::shared_ptr<grpc::Channel>& notifications,
                             const lossy::base::InternalIdentity& identity)
    : notifications_(NotificationsService::NewStub(notifications)), identity_(identity) {}

absl::Status PollPublisher::Publish(const std::string& poll, const v1::PollEvent& event,
                                    const lossy::base::Caller& caller) {
  lossy::notifications::v1::PublishRequest request;
  request.set_event_id(lossy::base::NewUuid());
  request.set_topic(absl::StrCat("poll:", poll));
  request.mutable_event()->PackFrom(event);
  grpc::ClientContext context;
  lossy::base::Propagate(identity_.ToCall(caller, NotificationsService::service_full_name()),
                         kPublishLimit, context);
  lossy::notifications::v1::PublishResponse response;
  return lossy::base::FromGrpc(notifications_->Publish(&context, request, &response));
}

}  // namespace polls
