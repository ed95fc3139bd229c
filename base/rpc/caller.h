#pragma once

#include <string>

#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "grpcpp/client_context.h"

namespace lossy::base {

// On whose behalf a call runs, and what its further calls carry on.
struct Caller {
  Identity identity;
  // Of an outgoing call: the token that this process made for it, by InternalIdentity::ToCall.
  // Empty in a caller that Calls has authenticated: a caller's token is for this service alone.
  // Never logged.
  std::string token;
  // Follows one frame or request through every process.
  std::string request_id;
  // The steady time (base/time/clock.h) by which the answer is worth something.
  absl::Time deadline = absl::InfiniteFuture();
};

// Makes an outgoing call one of the caller's: its token, request id and deadline, which is brought
// forward to `limit` from now if it is later.
void Propagate(const Caller& caller, absl::Duration limit, grpc::ClientContext& context);

}  // namespace lossy::base
