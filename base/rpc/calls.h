#pragma once

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/revocations.h"
#include "base/identity/token_verifier.h"
#include "base/refusal/refusal_recorder.h"
#include "base/rpc/caller.h"
#include "base/rpc/peer_names.h"
#include "base/rpc/user_call_limiter.h"
#include "base/trace/span.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "prometheus/registry.h"

namespace lossy::base {

// The common frame of every gRPC method of a service. It authenticates the caller, applies the
// limit of calls for each user, logs, traces and counts the call, and converts the method's
// absl::Status to a gRPC status. Thread-safe.
class Calls {
 public:
  // All arguments must outlive the object. The pointers may be null.
  // `users` verifies a token that `verifier` rejects.
  // `revocations` apply to users, both to their own tokens and to the edge's tokens. A call with a
  // user's own token fails with UNAVAILABLE until the revocations are complete.
  // `limiter` bounds the calls of one user that Run executes at once.
  Calls(TokenVerifier& verifier, prometheus::Registry& registry, TokenVerifier* users = nullptr,
        const Revocations* revocations = nullptr, UserCallLimiter* limiter = nullptr);

  // Runs `work` with the caller that the token of the call proves. Returns UNAUTHENTICATED without
  // a valid token. A user's call may first wait for other calls of the same user, or fail with
  // RESOURCE_EXHAUSTED. Calls by services and operators on behalf of a user never wait.
  //
  // A server span, which continues the `traceparent` of the call, covers `work`. It is the thread's
  // current trace, and the `trace` of the caller.
  grpc::Status Run(const grpc::ServerContextBase& context, absl::string_view method,
                   absl::FunctionRef<absl::Status(const Caller&)> work);

  // Authenticates the caller of a method that continues after its handler returns, for example a
  // stream. Such a method calls Record at its end. Caller::trace is the client's span.
  absl::StatusOr<Caller> Authenticate(const grpc::ServerContextBase& context);

  // Checks the header "authorization" before the messages of a call are read. Returns
  // UNAUTHENTICATED without a valid token, or if `peer` is not the process that signed it; a user's
  // own token needs the peer "operator". Counts and logs rejections.
  absl::Status Admit(absl::string_view authorization, const PeerNames& peer);

  // Logs and counts a call by its status and its duration.
  void Record(absl::string_view method, const Caller& caller, const absl::Status& status,
              absl::Duration duration);

 private:
  absl::Status RunLimited(const Caller& caller,
                          absl::FunctionRef<absl::Status(const Caller&)> work);
  absl::StatusOr<Identity> Verify(absl::string_view token);
  absl::StatusOr<Identity> VerifySignature(absl::string_view token);

  TokenVerifier& verifier_;
  TokenVerifier* const users_;
  const Revocations* const revocations_;
  UserCallLimiter* const limiter_;
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  RefusalRecorder refusals_;
};

}  // namespace lossy::base
