#pragma once

#include <string>

#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "base/trace/trace_context.h"
#include "grpcpp/client_context.h"

namespace lossy::base {

// The identity for which a call runs, and the values that its further calls inherit.
struct Caller {
  Identity identity;
  // The token of an outgoing call, made by InternalIdentity::ToCall. Empty in a caller that Calls
  // has authenticated, because the caller's token is valid for this service alone. Never logged.
  std::string token;
  // Identifies one frame or request in the logs of all processes.
  std::string request_id;
  // The steady time (base/time/clock.h) after which the caller does not use the answer.
  absl::Time deadline = absl::InfiniteFuture();
  // The span that further calls and events continue (docs/traces.md). In a caller that
  // Calls::Authenticate returns, the span of the client. Empty: none.
  TraceContext trace = {};
};

// Copies the caller's token, request id, trace and deadline to an outgoing call. The deadline is at
// most `limit` from now. A unary call of a service uses OutgoingCall instead, which also has a
// span.
void Propagate(const Caller& caller, absl::Duration limit, grpc::ClientContext& context);

}  // namespace lossy::base
