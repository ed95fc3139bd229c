#include "services/library/video_library.h"

#include <utility>

#include "base/error/error.h"

namespace lossy::services {

VideoLibrary::VideoLibrary(std::shared_ptr<grpc::Channel> video, absl::Duration limit)
    : stub_(video::v1::VideoService::NewStub(std::move(video))), limit_(limit) {}

absl::Status VideoLibrary::CheckOwn(const base::Caller& caller, const std::string& video_id) {
  grpc::ClientContext context;
  base::Propagate(caller, limit_, context);
  video::v1::GetVideoRequest request;
  request.set_video_id(video_id);
  video::v1::GetVideoResponse response;
  absl::Status status = base::FromGrpc(stub_->GetVideo(&context, request, &response));
  // Nothing was changed, so a late answer is as good as none.
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
    return base::Unavailable("the library is away");
  }
  return status;
}

}  // namespace lossy::services
