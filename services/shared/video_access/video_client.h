#pragma once

#include <memory>

#include "absl/time/time.h"
#include "base/outbox/outbox.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/video/v1/video.grpc.pb.h"
#include "services/shared/video_access/video_access.h"

namespace lossy::services {

// The client of the video service for other services. Each call blocks for at most `limit`.
// Threads: thread-safe.
class VideoClient final : public VideoAccess {
 public:
  // `identity` must outlive the client.
  VideoClient(std::shared_ptr<grpc::Channel> video, const base::InternalIdentity& identity,
              absl::Duration limit);

  // Both call GetVideo of the video service on behalf of the caller.
  absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) override;
  absl::StatusOr<video::v1::Video> GetVideo(const base::Caller& caller,
                                            const std::string& video_id) override;

  // Delivers a "touch_video" item on behalf of its user. The payload is a TouchVideoRequest without
  // a request_id. OK also if the video does not exist.
  absl::Status Touch(const base::Outgoing& outgoing);

 private:
  const std::unique_ptr<video::v1::VideoService::Stub> stub_;
  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
};

}  // namespace lossy::services
