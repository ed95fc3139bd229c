#include "services/notes/service.h"

#include "services/shared/join_reply/join_reply.h"

namespace lossy::notes {

using base::Caller;

absl::Status Service::JoinVideo(const Caller& caller, const v1::JoinVideoNotesRequest& request,
                                v1::JoinVideoNotesResponse* response) {
  if (absl::Status admitted = notes_.JoinVideo(caller, request); !admitted.ok()) return admitted;
  services::FillJoinReply(caller.identity, settings_.Get(caller), request.requested_version(),
                          response);
  response->mutable_scope()->set_type("video");
  response->mutable_scope()->set_id(request.video_id());
  return absl::OkStatus();
}

absl::Status Service::JoinUser(const Caller& caller, const v1::JoinUserNotesRequest& request,
                               v1::JoinUserNotesResponse* response) {
  if (absl::Status admitted = notes_.JoinUser(caller, request); !admitted.ok()) return admitted;
  services::FillJoinReply(caller.identity, settings_.Get(caller), request.requested_version(),
                          response);
  response->mutable_scope()->set_type("user");
  response->mutable_scope()->set_id(request.user_id());
  return absl::OkStatus();
}

}  // namespace lossy::notes
