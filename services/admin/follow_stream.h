#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "grpcpp/grpcpp.h"
#include "lossy/admin/v1/admin.grpc.pb.h"
#include "services/admin/admin_client.h"
#include "services/admin/replicas.h"
#include "services/admin/seen_frames.h"

namespace lossy::admin {

// The stream of frames from one edge. Threads of gRPC read it, so all methods return at once.
// Lifetime: it keeps itself alive until gRPC has finished with it.
class FollowStream final : public grpc::ClientReadReactor<v1::FollowResponse> {
 public:
  // Calls Follow of the edge, which must have a stub. The stream ends after `limit` at the latest.
  static std::shared_ptr<FollowStream> Start(const Replica& edge, const AdminClient& client,
                                             const base::Caller& caller, v1::FollowRequest request,
                                             std::shared_ptr<SeenFrames> frames);

  // Waits until the edge has begun to send, or until `deadline`, a steady time. Returns the error
  // with which the stream has ended instead. Call it once.
  absl::Status AwaitStart(absl::Time deadline);

  // Ends the stream.
  void Cancel() { context_.TryCancel(); }
  bool ended() const { return ended_; }

  // gRPC calls these.
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  FollowStream(const Replica& edge, v1::FollowRequest request, std::shared_ptr<SeenFrames> frames);

  void Report(const absl::Status& status);

  const Replica edge_;
  const v1::FollowRequest request_;
  const std::shared_ptr<SeenFrames> frames_;
  grpc::ClientContext context_;
  v1::FollowResponse response_;  // gRPC's, while it reads.
  std::promise<absl::Status> started_;
  std::future<absl::Status> start_ = started_.get_future();
  bool reported_ = false;  // gRPC calls the reactor by one thread at a time.
  std::atomic<bool> ended_{false};
  std::shared_ptr<FollowStream> self_;
};

}  // namespace lossy::admin
