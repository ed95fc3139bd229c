#include "services/admin/follow_stream.h"

#include <chrono>
#include <utility>

#include "base/rpc/deadline.h"
#include "base/time/clock.h"

namespace lossy::admin {
namespace {

// The time for an edge to end the stream by itself, after the time of the follow.
constexpr absl::Duration kGrace = absl::Seconds(5);

}  // namespace

FollowStream::FollowStream(const Replica& edge, v1::FollowRequest request,
                           std::shared_ptr<SeenFrames> frames)
    : edge_(edge), request_(std::move(request)), frames_(std::move(frames)) {}

std::shared_ptr<FollowStream> FollowStream::Start(const Replica& edge, const AdminClient& client,
                                                  const base::Caller& caller,
                                                  v1::FollowRequest request,
                                                  std::shared_ptr<SeenFrames> frames) {
  const std::shared_ptr<FollowStream> stream(
      new FollowStream(edge, std::move(request), std::move(frames)));
  stream->self_ = stream;
  client.Authorize(edge, caller, stream->context_);
  stream->context_.set_deadline(base::GrpcDeadline(
      base::SteadyNow() + absl::Seconds(stream->request_.duration().seconds()) + kGrace));
  edge.stub->async()->Follow(&stream->context_, &stream->request_, stream.get());
  stream->StartRead(&stream->response_);
  stream->StartCall();
  return stream;
}

absl::Status FollowStream::AwaitStart(absl::Time deadline) {
  const absl::Duration left = deadline - base::SteadyNow();
  if (start_.wait_for(absl::ToChronoNanoseconds(left)) == std::future_status::ready) {
    return start_.get();
  }
  return absl::DeadlineExceededError("the edge did not answer in time");
}

void FollowStream::OnReadDone(bool ok) {
  if (!ok) return;
  Report(absl::OkStatus());
  frames_->Add(edge_.address.address(), std::move(response_));
  response_.Clear();
  StartRead(&response_);
}

void FollowStream::OnDone(const grpc::Status& status) {
  ended_ = true;
  Report(status.ok() ? absl::UnavailableError("the edge ended the stream") : StatusOfCall(status));
  // The object ends here unless a follow still has it.
  std::exchange(self_, nullptr);
}

void FollowStream::Report(const absl::Status& status) {
  if (!std::exchange(reported_, true)) started_.set_value(status);
}

}  // namespace lossy::admin
