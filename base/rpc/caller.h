#pragma once

#include <string>

#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "grpcpp/client_context.h"

namespace lossy::base {

// On whose behalf a call runs, and what its further calls carry on.
struct Caller {
  Identity identity;
  // The token that proved it; passed on to other services. Never logged.
  std::string token;
  // Follows one frame or request through every process.
  std::string request_id;
  // By when the answer is worth something.
  absl::Time deadline = absl::InfiniteFuture();
};

// Makes an outgoing call one of the caller's: its token, request id and deadline, which is brought
// forward to `limit` from now if it is later.
void Propagate(const Caller& caller, absl::Duration limit, grpc::ClientContext& context);

}  // namespace lossy::base
