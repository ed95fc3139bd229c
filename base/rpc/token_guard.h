#pragma once

#include <memory>

#include "base/rpc/calls.h"
#include "grpcpp/security/server_credentials.h"

namespace lossy::base {

// Credentials of a server without TLS that checks the token of a call when its headers arrive.
// gRPC answers a call whose token `calls` refuses with UNAUTHENTICATED and reads nothing of its
// messages. The health service and reflection need no token.
//
// A method still authenticates its caller by `calls`: the guard bounds memory, it does not replace
// that check. `calls` must outlive the server. Thread-safe.
std::shared_ptr<grpc::ServerCredentials> GuardedServerCredentials(Calls& calls);

}  // namespace lossy::base
