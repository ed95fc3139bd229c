#pragma once

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/revocations.h"
#include "base/identity/token_verifier.h"
#include "base/refusal/refusal_recorder.h"
#include "base/rpc/caller.h"
#include "base/rpc/user_call_limiter.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "prometheus/registry.h"

namespace lossy::base {

// What every method of a service does around its own work: find out who calls, log, count, and turn
// a Status into a gRPC status. Thread-safe.
class Calls {
 public:
  // All must outlive it. `users` verifies what `verifier` refuses; nullptr: nothing does.
  // `revocations` are held against users, by their own tokens or the edge's; a user's own token is
  // UNAVAILABLE until they are complete. Nullptr: none. `limiter` bounds the calls of each user
  // that Run runs at once; nullptr: nothing does.
  Calls(TokenVerifier& verifier, prometheus::Registry& registry, TokenVerifier* users = nullptr,
        const Revocations* revocations = nullptr, UserCallLimiter* limiter = nullptr);

  // Runs `work` as the caller that the call's token proves. UNAUTHENTICATED without one.
  // A user's call may wait first for others of that user, or be refused as RESOURCE_EXHAUSTED.
  // Calls of services and operators on behalf of a user do not wait, whatever the user does.
  grpc::Status Run(const grpc::ServerContextBase& context, absl::string_view method,
                   absl::FunctionRef<absl::Status(const Caller&)> work);

  // For methods that are not over when they return.
  absl::StatusOr<Caller> Authenticate(const grpc::ServerContextBase& context);

  // Whether a call with this "authorization" may send its messages: UNAUTHENTICATED without a token
  // that is accepted. Counts and logs refusals.
  absl::Status Admit(absl::string_view authorization);

  // Logs and counts a call that took this long and ended so.
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
