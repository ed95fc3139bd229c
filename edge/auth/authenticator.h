#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/revocations.h"
#include "base/identity/token_verifier.h"
#include "edge/http/http_request.h"

namespace lossy::edge {

// A snapshot of the public keys with which the edge verifies tokens. Immutable, so thread-safe.
struct TrustedKeys {
  std::shared_ptr<const base::Jwks> users;  // Keys of the identity provider.
  std::shared_ptr<const base::Jwks> own;    // Keys of the edge, for extension tokens.

  // Compares pointers. Two different key sets with equal keys are not equal.
  bool operator==(const TrustedKeys&) const = default;

  // Returns true if the snapshot has the key that verified the identity's token, or if the identity
  // has no token (key 0).
  bool Have(const base::Identity& identity) const {
    return identity.key == 0 || users->Has(identity.key) || own->Has(identity.key);
  }
};

// Verifies the tokens (JWTs) of clients. Thread-safe.
//
// An error is UNAUTHENTICATED and carries a base::RefusalReason. Its message contains no part of
// the token. The caller must record the refusal.
class Authenticator {
 public:
  struct Options {
    // Revoked tokens, which are refused although their signatures are valid. It must outlive the
    // authenticator. Nullptr: no token is revoked.
    const base::Revocations* revocations = nullptr;
    // The user id of local clients without a token. Empty: such clients are refused.
    std::string dev_user;
  };

  // `users` verifies the tokens of the identity provider. The other two verify tokens that the edge
  // has issued: `extensions` those of browser extensions, `sessions` those in session cookies.
  Authenticator(std::unique_ptr<base::TokenVerifier> users,
                std::unique_ptr<base::TokenVerifier> extensions,
                std::unique_ptr<base::TokenVerifier> sessions, Options options);

  // Returns the identity of a client that opens a socket. Accepts a user's token or an extension's.
  absl::StatusOr<base::Identity> VerifyForSocket(absl::string_view token);
  // Returns the identity of a client that requests an extension token. Accepts a user's token or a
  // session cookie. It refuses an extension's token, which could otherwise renew itself without
  // end.
  absl::StatusOr<base::Identity> VerifyForMint(absl::string_view token);

  // Returns the identity of Options::dev_user for a request without a token. Returns an error if
  // there is no such user, or if the request is not local (IsLocalRequest).
  absl::StatusOr<base::Identity> WithoutToken(const HttpRequest& request) const;

  // Returns the keys that are in use now. Reads the JWKS files again if the last read was more than
  // a second ago.
  TrustedKeys trusted_keys();

 private:
  // Tries the second verifier if the first one refuses the token. If both refuse it, the error is
  // that of base::BetterRefusal.
  absl::StatusOr<base::Identity> Verify(base::TokenVerifier& first, base::TokenVerifier& second,
                                        absl::string_view token) const;

  std::unique_ptr<base::TokenVerifier> users_;
  std::unique_ptr<base::TokenVerifier> extensions_;
  std::unique_ptr<base::TokenVerifier> sessions_;
  const Options options_;
};

}  // namespace lossy::edge
