#pragma once

#include <memory>

#include "base/rpc/calls.h"
#include "base/rpc/internal_tls.h"
#include "grpcpp/security/server_credentials.h"

namespace lossy::base {

// Returns credentials for a server that checks the token of a call when the headers arrive. If
// `calls` rejects the token, gRPC answers UNAUTHENTICATED and reads no message of the call. The
// health service and reflection need no token. With `tls` the server accepts connections with
// mutual TLS only; nullptr: without TLS.
//
// The guard bounds memory. It does not replace the authentication of the caller by `calls`, which
// each method still performs. `calls` and `tls` must outlive the server. Thread-safe.
std::shared_ptr<grpc::ServerCredentials> GuardedServerCredentials(Calls& calls,
                                                                  const InternalTls* tls);

}  // namespace lossy::base
