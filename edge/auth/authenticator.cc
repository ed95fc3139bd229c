#include "edge/auth/authenticator.h"

#include <utility>

#include "base/identity/jwt.h"
#include "base/process/log.h"
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
  absl::StatusOr<base::Identity> identity = first.Verify(token);
  if (!identity.ok()) {
    absl::StatusOr<base::Identity> other = second.Verify(token);
    // The verifier that knows the token's key has the reason.
    if (other.ok() || base::IsUnknownKey(identity.status())) identity = std::move(other);
  }
  if (identity.ok() && options_.revocations != nullptr && options_.revocations->Cover(*identity)) {
    identity = absl::UnauthenticatedError("token refused: revoked");
  }
  if (!identity.ok()) LogRefusal(identity.status());
  return identity;
}

void Authenticator::LogRefusal(const absl::Status& refusal) const {
  const absl::optional<std::int64_t> times = refusal_log_.Pass();
  if (!times.has_value()) return;
  base::Log(base::LogLevel::kWarning, "token_refused",
            {{"reason", refusal.message()}, {"times", *times}});
}

absl::StatusOr<base::Identity> Authenticator::VerifyForSocket(absl::string_view token) {
  return Verify(*users_, *extensions_, token);
}

absl::StatusOr<base::Identity> Authenticator::VerifyForMint(absl::string_view token) {
  return Verify(*users_, *sessions_, token);
}

absl::StatusOr<base::Identity> Authenticator::WithoutToken(const HttpRequest& request) const {
  if (options_.dev_user.empty() || !IsLocalRequest(request))
    return absl::UnauthenticatedError("a token is required");
  return base::Identity{
      .user_id = options_.dev_user, .device_id = "dev", .issued_at = absl::InfiniteFuture()};
}

}  // namespace lossy::edge
