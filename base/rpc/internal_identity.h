#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/identity/token_issuer.h"
#include "base/identity/token_verifier.h"
#include "base/rpc/caller.h"

namespace lossy::base {

// The authentication between our processes (ADR 0025). Each process signs short-lived tokens with
// its own key (--internal_key); each token is valid for one service. A service accepts a token if a
// key of --internal_jwks signed it and the JWKS permits that key to sign the token's role for this
// service.
struct InternalIdentity {
  std::unique_ptr<TokenVerifier> verifier;
  // Accepts the identity provider's tokens of users (--user_jwks), so that a tool can act as a
  // user. Such a caller has the role of a user, whatever role the token claims. Null: not accepted.
  std::unique_ptr<TokenVerifier> users;
  std::unique_ptr<TokenIssuer> issuer;
  // The time for which a service stores a revocation.
  absl::Duration revocation_life;

  // Makes the identity of the process `process` (for example "video"), which serves the gRPC
  // services of package `audience`. Reads the flags and files; ends the process with a message if a
  // file cannot be read, or if the certificate of InternalTls does not name `process`.
  static InternalIdentity FromFlags(const std::string& process, absl::string_view audience);

  // Returns a caller for background work of this process on behalf of a user. It continues the
  // current trace of the thread (CurrentTrace).
  Caller OnBehalfOf(const std::string& user_id, const std::string& request_id) const;

  // Returns a caller with which this process calls the gRPC service `service` on behalf of the
  // caller's user. Only that service accepts its token.
  Caller ToCall(const Caller& caller, absl::string_view service) const;
  Caller ToCall(const std::string& user_id, const std::string& request_id,
                absl::string_view service) const;
};

// The accepted difference between the wall clocks of two of our processes
// (--internal_leeway_seconds).
absl::Duration InternalLeeway();

// The longest lifetime of a user's token that can be revoked (--revocation_hours).
absl::Duration LongestTokenLife();

}  // namespace lossy::base
