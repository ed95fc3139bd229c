#pragma once

#include "base/rpc/unary_method.h"
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

  LOSSY_UNARY_METHOD(v1, JoinVideoMeta, JoinMeta);
  LOSSY_UNARY_METHOD(v1, DetectVideo, videos_.Detect);
  LOSSY_UNARY_METHOD(v1, ListVideos, videos_.List);
  LOSSY_UNARY_METHOD(v1, GetVideo, videos_.Get);
  LOSSY_UNARY_METHOD(v1, UpdateVideoStatus, videos_.UpdateStatus);
  LOSSY_UNARY_METHOD(v1, UpdateVideoTimecode, videos_.UpdateTimecode);
  LOSSY_UNARY_METHOD(v1, QueueVideo, videos_.Queue);
  LOSSY_UNARY_METHOD(v1, TouchVideo, Touch);
  LOSSY_UNARY_METHOD(v1, GetUsage, videos_.GetUsage);
  LOSSY_UNARY_METHOD(v1, DeleteVideo, videos_.Delete);

 private:
  // Fills the reply with the user's settings.
  absl::Status JoinMeta(const base::Caller& caller, const v1::JoinVideoMetaRequest& request,
                        v1::JoinVideoMetaResponse* response);
  // Rejects users.
  absl::Status Touch(const base::Caller& caller, const v1::TouchVideoRequest& request,
                     v1::TouchVideoResponse* response);

  base::Calls& calls_;
  Videos& videos_;
  services::Settings& settings_;
};

}  // namespace lossy::video
