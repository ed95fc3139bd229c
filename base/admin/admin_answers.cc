#include "base/admin/admin_answers.h"

namespace lossy::base {
namespace {

absl::Status Unimplemented() {
  return absl::UnimplementedError("this process has no such state; ask another one");
}

}  // namespace

absl::Status AdminAnswers::ListRoutes(const admin::v1::ListRoutesRequest& /*request*/,
                                      admin::v1::ListRoutesResponse* /*response*/) {
  return Unimplemented();
}

absl::Status AdminAnswers::ListSockets(const admin::v1::ListSocketsRequest& /*request*/,
                                       admin::v1::ListSocketsResponse* /*response*/) {
  return Unimplemented();
}

absl::Status AdminAnswers::GetTopic(const admin::v1::GetTopicRequest& /*request*/,
                                    admin::v1::GetTopicResponse* /*response*/) {
  return Unimplemented();
}

absl::Status AdminAnswers::GetSession(const admin::v1::GetSessionRequest& /*request*/,
                                      admin::v1::GetSessionResponse* /*response*/) {
  return Unimplemented();
}

absl::Status AdminAnswers::CloseSocket(const admin::v1::CloseSocketRequest& /*request*/,
                                       admin::v1::CloseSocketResponse* /*response*/) {
  return Unimplemented();
}

absl::Status AdminAnswers::Follow(const admin::v1::FollowRequest& /*request*/,
                                  const FollowSink& /*sink*/) {
  return Unimplemented();
}

}  // namespace lossy::base
