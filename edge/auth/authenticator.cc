#include "edge/auth/authenticator.h"

#include <utility>

#include "base/refusal/refusal.h"
#include "edge/auth/local_request.h"

namespace lossy::edge {

Authenticator::Authenticator(std::unique_ptr<base::TokenVerifier> users,
                             std::unique_ptr<base::TokenVerifier> extensions,
                             std::unique_ptr<base::TokenVerifier> sessions, Options options)
    : users_(std::move(users)),
      extensions_(std::move(extensions)),
      sessions_(std::move(sessions)),
      options_(std::move(options)) {}

absl::StatusOr<base::Identity> Authenticator::Verify(base::TokenVerifier& first,
                                                     base::TokenVerifier& second,
                                                     absl::string_view token) const {
  if (token.empty()) return base::RefusedToken(base::RefusalReason::kNoToken, "it is empty");
  absl::StatusOr<base::Identity> identity = first.Verify(token);
  if (!identity.ok()) {
    absl::StatusOr<base::Identity> other = second.Verify(token);
    if (!other.ok()) return base::BetterRefusal(identity.status(), other.status());
    identity = std::move(other);
  }
  if (options_.revocations != nullptr && options_.revocations->Cover(*identity)) {
    return base::RefusedToken(base::RefusalReason::kRevoked, "it is revoked");
  }
  return identity;
}

absl::StatusOr<base::Identity> Authenticator::VerifyForSocket(absl::string_view token) {
  return Verify(*users_, *extensions_, token);
}

absl::StatusOr<base::Identity> Authenticator::VerifyForMint(absl::string_view token) {
  return Verify(*users_, *sessions_, token);
}

absl::StatusOr<base::Identity> Authenticator::WithoutToken(const HttpRequest& request) const {
  if (options_.dev_user.empty() || !IsLocalRequest(request))
    return base::RefusedToken(base::RefusalReason::kNoToken, "there is none");
  return base::Identity{
      .user_id = options_.dev_user, .device_id = "dev", .issued_at = absl::InfiniteFuture()};
}

TrustedKeys Authenticator::trusted_keys() {
  return {.users = users_->keys(), .own = extensions_->keys()};
}

}  // namespace lossy::edge
