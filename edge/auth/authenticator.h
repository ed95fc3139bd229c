#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/revocations.h"
#include "base/identity/token_verifier.h"
#include "base/process/log_limiter.h"
#include "edge/server/http_request.h"

namespace lossy::edge {

// Who a client is, by the token it brings. Logs why it refuses a token (`token_refused`), and
// nothing of the token. Thread-safe.
class Authenticator {
 public:
  struct Options {
    // What is refused although its signature is good. Nullptr: nothing. Outlives the authenticator.
    const base::Revocations* revocations = nullptr;
    // Accepts clients without a token as this user. Empty: off.
    std::string dev_user;
  };

  // `users` knows the identity provider's tokens, the others those that the edge itself gave out:
  // to extensions, and as session cookies.
  Authenticator(std::unique_ptr<base::TokenVerifier> users,
                std::unique_ptr<base::TokenVerifier> extensions,
                std::unique_ptr<base::TokenVerifier> sessions, Options options);

  // Both: UNAUTHENTICATED when the token is not valid. A socket takes a user's token or an
  // extension's; an extension's is made for a user's or a session's only, or it could renew itself
  // for ever.
  absl::StatusOr<base::Identity> VerifyForSocket(absl::string_view token);
  absl::StatusOr<base::Identity> VerifyForMint(absl::string_view token);

  // For a client that brings none: the dev user, if `request` was sent straight from this machine.
  absl::StatusOr<base::Identity> WithoutToken(const HttpRequest& request) const;

 private:
  // What the first verifier refuses, the second may accept; a refusal by both is that of the one
  // that knows the token's key, else the second's.
  absl::StatusOr<base::Identity> Verify(base::TokenVerifier& first, base::TokenVerifier& second,
                                        absl::string_view token) const;
  void LogRefusal(const absl::Status& refusal) const;

  std::unique_ptr<base::TokenVerifier> users_;
  std::unique_ptr<base::TokenVerifier> extensions_;
  std::unique_ptr<base::TokenVerifier> sessions_;
  const Options options_;
  mutable base::LogLimiter refusal_log_{absl::Seconds(1), 10};
};

}  // namespace lossy::edge
