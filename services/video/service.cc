#include "services/video/service.h"

#include "services/shared/join_reply/join_reply.h"

namespace lossy::video {

using base::Caller;

grpc::Status Service::JoinVideoMeta(grpc::ServerContext* context,
                                    const v1::JoinVideoMetaRequest* request,
                                    v1::JoinVideoMetaResponse* response) {
  return calls_.Run(*context, "JoinVideoMeta", [&](const Caller& caller) {
    services::FillJoinReply(caller.identity, settings_.Get(caller), request->requested_version(),
                            response);
    response->mutable_scope()->set_type("meta");
    return absl::OkStatus();
  });
}

grpc::Status Service::DetectVideo(grpc::ServerContext* context,
                                  const v1::DetectVideoRequest* request,
                                  v1::DetectVideoResponse* response) {
  return calls_.Run(*context, "DetectVideo", [&](const Caller& caller) {
    return videos_.Detect(caller, *request, response);
  });
}

grpc::Status Service::ListVideos(grpc::ServerContext* context, const v1::ListVideosRequest* request,
                                 v1::ListVideosResponse* response) {
  return calls_.Run(*context, "ListVideos",
                    [&](const Caller& caller) { return videos_.List(caller, *request, response); });
}

grpc::Status Service::GetVideo(grpc::ServerContext* context, const v1::GetVideoRequest* request,
                               v1::GetVideoResponse* response) {
  return calls_.Run(*context, "GetVideo",
                    [&](const Caller& caller) { return videos_.Get(caller, *request, response); });
}

grpc::Status Service::UpdateVideoStatus(grpc::ServerContext* context,
                                        const v1::UpdateVideoStatusRequest* request,
                                        v1::UpdateVideoStatusResponse* response) {
  return calls_.Run(*context, "UpdateVideoStatus", [&](const Caller& caller) {
    return videos_.UpdateStatus(caller, *request, response);
  });
}

grpc::Status Service::QueueVideo(grpc::ServerContext* context, const v1::QueueVideoRequest* request,
                                 v1::QueueVideoResponse* response) {
  return calls_.Run(*context, "QueueVideo", [&](const Caller& caller) {
    return videos_.Queue(caller, *request, response);
  });
}

grpc::Status Service::TouchVideo(grpc::ServerContext* context, const v1::TouchVideoRequest* request,
                                 v1::TouchVideoResponse* response) {
  return calls_.Run(*context, "TouchVideo", [&](const Caller& caller) -> absl::Status {
    if (caller.identity.role == base::Role::kUser) {
      return absl::PermissionDeniedError("only services may say that a video was touched");
    }
    return videos_.Touch(caller, *request, response);
  });
}

grpc::Status Service::GetUsage(grpc::ServerContext* context, const v1::GetUsageRequest* request,
                               v1::GetUsageResponse* response) {
  return calls_.Run(*context, "GetUsage", [&](const Caller& caller) {
    return videos_.GetUsage(caller, *request, response);
  });
}

grpc::Status Service::DeleteVideo(grpc::ServerContext* context,
                                  const v1::DeleteVideoRequest* request,
                                  v1::DeleteVideoResponse* response) {
  return calls_.Run(*context, "DeleteVideo", [&](const Caller& caller) {
    return videos_.Delete(caller, *request, response);
  });
}

}  // namespace lossy::video
