#include "base/rpc/outgoing_call.h"

#include "base/error/error.h"

namespace lossy::base {

OutgoingCall::OutgoingCall(const Caller& caller, absl::Duration limit, absl::string_view method)
    : span_(StartSpan(method, SpanKind::kClient, caller.trace)) {
  Caller traced = caller;
  traced.trace = span_.context();
  Propagate(traced, limit, context_);
}

absl::Status OutgoingCall::Finish(const grpc::Status& status) {
  absl::Status ours = FromGrpc(status);
  span_.SetStatus(ours);
  span_.End();
  return ours;
}

}  // namespace lossy::base
