#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "base/trace/span.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace lossy::base {

// One unary call of this process to another: the context with the caller's values (Propagate), and
// a client span, which the called process continues. Belongs to one thread.
//
//   OutgoingCall call(identity.ToCall(caller, service), limit,
//   "lossy.video.v1.VideoService/GetVideo"); absl::Status status =
//   call.Finish(stub->GetVideo(call.context(), request, &response));
class OutgoingCall {
 public:
  // `method` is a literal, "package.Service/Method".
  OutgoingCall(const Caller& caller, absl::Duration limit, absl::string_view method);
  OutgoingCall(const OutgoingCall&) = delete;
  OutgoingCall& operator=(const OutgoingCall&) = delete;

  grpc::ClientContext* context() { return &context_; }

  // The client span, for attributes and links before Finish.
  Span& span() { return span_; }

  // Ends the span with the call's status, which it returns in our form (FromGrpc).
  absl::Status Finish(const grpc::Status& status);

 private:
  Span span_;
  grpc::ClientContext context_;
};

}  // namespace lossy::base
