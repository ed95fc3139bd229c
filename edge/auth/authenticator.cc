#include "edge/auth/authenticator.h"

#include <utility>

namespace lossy::edge {

namespace {

// What the first refuses, the second may accept; a refusal by both is the first's.
absl::StatusOr<base::Identity> Either(base::TokenVerifier& first, base::TokenVerifier& second,
                                      absl::string_view token) {
  absl::StatusOr<base::Identity> identity = first.Verify(token);
  if (identity.ok()) return identity;
  absl::StatusOr<base::Identity> other = second.Verify(token);
  return other.ok() ? other : identity;
}

}  // namespace

Authenticator::Authenticator(std::unique_ptr<base::TokenVerifier> users,
                             std::unique_ptr<base::TokenVerifier> extensions,
                             std::unique_ptr<base::TokenVerifier> sessions, Options options)
    : users_(std::move(users)),
      extensions_(std::move(extensions)),
      sessions_(std::move(sessions)),
      options_(std::move(options)) {}

absl::StatusOr<base::Identity> Authenticator::VerifyForSocket(absl::string_view token) {
  return Either(*users_, *extensions_, token);
}

absl::StatusOr<base::Identity> Authenticator::VerifyForMint(absl::string_view token) {
  return Either(*users_, *sessions_, token);
}

absl::StatusOr<base::Identity> Authenticator::WithoutToken() const {
  if (options_.dev_user.empty()) return absl::UnauthenticatedError("a token is required");
  return base::Identity{.user_id = options_.dev_user, .device_id = "dev"};
}

}  // namespace lossy::edge
