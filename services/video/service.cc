#include "services/video/service.h"

#include "services/shared/join_reply/join_reply.h"

namespace lossy::video {

using base::Caller;

absl::Status Service::JoinMeta(const Caller& caller, const v1::JoinVideoMetaRequest& request,
                               v1::JoinVideoMetaResponse* response) {
  services::FillJoinReply(caller.identity, settings_.Get(caller), request.requested_version(),
                          response);
  response->mutable_scope()->set_type("meta");
  return absl::OkStatus();
}

absl::Status Service::Touch(const Caller& caller, const v1::TouchVideoRequest& request,
                            v1::TouchVideoResponse* response) {
  if (caller.identity.role == base::Role::kUser) {
    return absl::PermissionDeniedError("only services may say that a video was touched");
  }
  return videos_.Touch(caller, request, response);
}

}  // namespace lossy::video
