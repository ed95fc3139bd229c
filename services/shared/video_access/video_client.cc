#include "services/shared/video_access/video_client.h"

#include <utility>

#include "base/error/error.h"
#include "base/rpc/outgoing_call.h"

namespace lossy::services {

using video::v1::VideoService;

VideoClient::VideoClient(std::shared_ptr<grpc::Channel> video,
                         const base::InternalIdentity& identity, absl::Duration limit)
    : stub_(video::v1::VideoService::NewStub(std::move(video))),
      identity_(identity),
      limit_(limit) {}

absl::Status VideoClient::CheckOwn(const base::Caller& caller, const std::string& video_id) {
  return GetVideo(caller, video_id).status();
}

absl::StatusOr<video::v1::Video> VideoClient::GetVideo(const base::Caller& caller,
                                                       const std::string& video_id) {
  base::OutgoingCall call(identity_.ToCall(caller, VideoService::service_full_name()), limit_,
                          "lossy.video.v1.VideoService/GetVideo");
  video::v1::GetVideoRequest request;
  request.set_video_id(video_id);
  video::v1::GetVideoResponse response;
  absl::Status status = call.Finish(stub_->GetVideo(call.context(), request, &response));
  // The call changes nothing, so a late answer equals none. Messages of the transport must not
  // reach clients.
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
    return base::Unavailable("the video service is unavailable");
  }
  if (!status.ok()) return status;
  return std::move(*response.mutable_video());
}

absl::Status VideoClient::Touch(const base::Outgoing& outgoing) {
  video::v1::TouchVideoRequest request;
  if (!request.ParseFromString(outgoing.payload)) {
    return absl::InvalidArgumentError("the payload is not a TouchVideoRequest");
  }
  request.set_request_id(outgoing.id);
  base::OutgoingCall call(
      identity_.ToCall(outgoing.user_id, outgoing.request_id, VideoService::service_full_name()),
      limit_, "lossy.video.v1.VideoService/TouchVideo");
  video::v1::TouchVideoResponse response;
  absl::Status status = call.Finish(stub_->TouchVideo(call.context(), request, &response));
  // The video was deleted.
  return absl::IsNotFound(status) ? absl::OkStatus() : status;
}

}  // namespace lossy::services
