#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/identity/token_issuer.h"
#include "base/identity/token_verifier.h"
#include "base/rpc/caller.h"

namespace lossy::base {

// How our processes prove themselves to each other (ADR 0025): each signs short-lived tokens with a
// key of its own (--internal_key), each for the one service that it calls. A service accepts tokens
// for itself that a key of --internal_jwks signed, if the JWKS says that this key may sign the
// token's role for this service.
struct InternalIdentity {
  std::unique_ptr<TokenVerifier> verifier;
  // Also lets in users with the identity provider's own tokens (--user_jwks), so that a tool can
  // act as one. They are plain users, whatever role their token claims. nullptr: off.
  std::unique_ptr<TokenVerifier> users;
  std::unique_ptr<TokenIssuer> issuer;
  // How long a revocation is kept.
  absl::Duration revocation_life;

  // From the flags, for a process that serves the gRPC services of package `audience`. Ends the
  // process with a message if the files cannot be read.
  static InternalIdentity FromFlags(const std::string& process, absl::string_view audience);

  // A caller for work that no request waits for: this process, on behalf of a user.
  Caller OnBehalfOf(const std::string& user_id, const std::string& request_id) const;

  // The same caller for a call of the gRPC service `service`: this process, on behalf of the
  // caller's user, with a token that no other service accepts.
  Caller ToCall(const Caller& caller, absl::string_view service) const;
  Caller ToCall(const std::string& user_id, const std::string& request_id,
                absl::string_view service) const;
};

// How far the wall clock of another process of ours may differ from this one's
// (--internal_leeway_seconds).
absl::Duration InternalLeeway();

// The longest life of a user's token that can be revoked (--revocation_hours).
absl::Duration LongestTokenLife();

}  // namespace lossy::base
