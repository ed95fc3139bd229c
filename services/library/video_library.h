#pragma once

#include <memory>

#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "lossy/video/v1/video.grpc.pb.h"
#include "services/library/library.h"

namespace lossy::services {

// Asks the video service, as the caller. Every call is over within a time limit.
class VideoLibrary final : public Library {
 public:
  VideoLibrary(std::shared_ptr<grpc::Channel> video, absl::Duration limit);

  absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) override;

 private:
  const std::unique_ptr<video::v1::VideoService::Stub> stub_;
  const absl::Duration limit_;
};

}  // namespace lossy::services
