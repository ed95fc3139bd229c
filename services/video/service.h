#pragma once

#include "base/rpc/calls.h"
#include "lossy/video/v1/video.grpc.pb.h"
#include "services/shared/user_settings/user_settings.h"
#include "services/video/videos.h"

namespace lossy::video {

// VideoService over gRPC (video.proto). Each method authenticates the caller and calls the method
// of Videos. Threads: thread-safe.
class Service final : public v1::VideoService::Service {
 public:
  // The arguments must outlive the service.
  Service(base::Calls& calls, Videos& videos, services::Settings& settings)
      : calls_(calls), videos_(videos), settings_(settings) {}

  grpc::Status JoinVideoMeta(grpc::ServerContext* context, const v1::JoinVideoMetaRequest* request,
                             v1::JoinVideoMetaResponse* response) override;
  grpc::Status DetectVideo(grpc::ServerContext* context, const v1::DetectVideoRequest* request,
                           v1::DetectVideoResponse* response) override;
  grpc::Status ListVideos(grpc::ServerContext* context, const v1::ListVideosRequest* request,
                          v1::ListVideosResponse* response) override;
  grpc::Status GetVideo(grpc::ServerContext* context, const v1::GetVideoRequest* request,
                        v1::GetVideoResponse* response) override;
  grpc::Status UpdateVideoStatus(grpc::ServerContext* context,
                                 const v1::UpdateVideoStatusRequest* request,
                                 v1::UpdateVideoStatusResponse* response) override;
  grpc::Status QueueVideo(grpc::ServerContext* context, const v1::QueueVideoRequest* request,
                          v1::QueueVideoResponse* response) override;
  grpc::Status TouchVideo(grpc::ServerContext* context, const v1::TouchVideoRequest* request,
                          v1::TouchVideoResponse* response) override;
  grpc::Status GetUsage(grpc::ServerContext* context, const v1::GetUsageRequest* request,
                        v1::GetUsageResponse* response) override;
  grpc::Status DeleteVideo(grpc::ServerContext* context, const v1::DeleteVideoRequest* request,
                           v1::DeleteVideoResponse* response) override;

 private:
  base::Calls& calls_;
  Videos& videos_;
  services::Settings& settings_;
};

}  // namespace lossy::video
