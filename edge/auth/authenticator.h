#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/revocations.h"
#include "base/identity/token_verifier.h"
#include "edge/http/http_request.h"

namespace lossy::edge {

// The keys of users' tokens and of the edge's own, as they were at one time. Thread-safe.
struct TrustedKeys {
  std::shared_ptr<const base::Jwks> users;
  std::shared_ptr<const base::Jwks> own;

  // The same sets; other sets may have equal keys.
  bool operator==(const TrustedKeys&) const = default;

  // True if the key that admitted an identity is among them. True for an identity without a token.
  bool Have(const base::Identity& identity) const {
    return identity.key == 0 || users->Has(identity.key) || own->Has(identity.key);
  }
};

// Verifies the tokens of clients. A refusal carries its reason (base/refusal/refusal.h) and nothing
// of the token; callers record it. Thread-safe.
class Authenticator {
 public:
  struct Options {
    // Tokens that are refused although their signature is good. Nullptr: none. Outlives the
    // authenticator.
    const base::Revocations* revocations = nullptr;
    // Accepts clients without a token as this user. Empty: off.
    std::string dev_user;
  };

  // `users` knows the identity provider's tokens, the others those that the edge itself gave out:
  // to extensions, and as session cookies.
  Authenticator(std::unique_ptr<base::TokenVerifier> users,
                std::unique_ptr<base::TokenVerifier> extensions,
                std::unique_ptr<base::TokenVerifier> sessions, Options options);

  // Both: an error of base::RefusedToken when the token is not valid. A socket takes a user's token
  // or an extension's; an extension's is made for a user's or a session's only, or it could renew
  // itself for ever.
  absl::StatusOr<base::Identity> VerifyForSocket(absl::string_view token);
  absl::StatusOr<base::Identity> VerifyForMint(absl::string_view token);

  // For a client that brings none: the dev user, if `request` was sent straight from this machine.
  absl::StatusOr<base::Identity> WithoutToken(const HttpRequest& request) const;

  // The keys that are in use now; reads the files again if they were not read for a second.
  TrustedKeys trusted_keys();

 private:
  // The second verifier may accept a token that the first one refuses; see base::BetterRefusal for
  // a token that both refuse.
  absl::StatusOr<base::Identity> Verify(base::TokenVerifier& first, base::TokenVerifier& second,
                                        absl::string_view token) const;

  std::unique_ptr<base::TokenVerifier> users_;
  std::unique_ptr<base::TokenVerifier> extensions_;
  std::unique_ptr<base::TokenVerifier> sessions_;
  const Options options_;
};

}  // namespace lossy::edge
