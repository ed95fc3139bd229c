#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "lossy/admin/v1/admin.pb.h"

namespace lossy::base {

// The receiver of a Follow call.
struct FollowSink {
  // Sends a response. Returns false if the stream has ended. Blocks while the operator does not
  // read.
  std::function<bool(const admin::v1::FollowResponse&)> write;
  // True if the operator has ended the stream.
  std::function<bool()> cancelled;
  // Ends the stream at this steady time, even while `write` blocks. Called at most once.
  std::function<void(absl::Time)> cancel_at;
};

// The answers of AdminService that not every process can give. A process derives from it and
// overrides those that it has; the others return UNIMPLEMENTED. The caller is an operator, and
// AdminService records the call.
//
// Threads: several threads of gRPC call the methods at once. They may block, except for longer than
// a few seconds; Follow blocks until its stream ends.
class AdminAnswers {
 public:
  virtual ~AdminAnswers() = default;

  virtual absl::Status ListRoutes(const admin::v1::ListRoutesRequest& request,
                                  admin::v1::ListRoutesResponse* response);
  virtual absl::Status ListSockets(const admin::v1::ListSocketsRequest& request,
                                   admin::v1::ListSocketsResponse* response);
  virtual absl::Status GetTopic(const admin::v1::GetTopicRequest& request,
                                admin::v1::GetTopicResponse* response);
  virtual absl::Status GetSession(const admin::v1::GetSessionRequest& request,
                                  admin::v1::GetSessionResponse* response);
  virtual absl::Status CloseSocket(const admin::v1::CloseSocketRequest& request,
                                   admin::v1::CloseSocketResponse* response);
  virtual absl::Status Follow(const admin::v1::FollowRequest& request, const FollowSink& sink);
};

}  // namespace lossy::base
