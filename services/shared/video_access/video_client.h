#pragma once

#include <memory>

#include "absl/time/time.h"
#include "base/outbox/outbox.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "lossy/video/v1/video.grpc.pb.h"
#include "services/shared/video_access/video_access.h"

namespace lossy::services {

// The video service as others need it. Every call is over within a time limit. Thread-safe.
class VideoClient final : public VideoAccess {
 public:
  // `identity` must outlive it.
  VideoClient(std::shared_ptr<grpc::Channel> video, const base::InternalIdentity& identity,
              absl::Duration limit);

  // Asks as the caller.
  absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) override;

  // Delivers "touch_video" items, whose payload is a TouchVideoRequest without a request_id, on
  // behalf of the user. OK also if there is no such video.
  absl::Status Touch(const base::Outgoing& outgoing);

 private:
  const std::unique_ptr<video::v1::VideoService::Stub> stub_;
  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
};

}  // namespace lossy::services
