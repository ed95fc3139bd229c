#include "base/identity/token_issuer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/identity/jwt.h"
#include "base/identity/key_file.h"

namespace lossy::base {

absl::StatusOr<std::unique_ptr<TokenIssuer>> TokenIssuer::FromFile(
    const std::string& private_jwk_path, std::string issuer, std::string audience,
    const Clock& clock, std::size_t cache_size) {
  const absl::StatusOr<std::string> json = ReadKeyFile(private_jwk_path);
  if (!json.ok()) return json.status();
  absl::StatusOr<Jwk> key = Jwk::Parse(*json);
  if (!key.ok()) {
    return absl::Status(key.status().code(),
                        absl::StrCat(private_jwk_path, ": ", key.status().message()));
  }
  if (!key->can_sign()) {
    return absl::InvalidArgumentError(
        absl::StrCat(private_jwk_path, ": the key has no private part"));
  }
  return std::unique_ptr<TokenIssuer>(
      new TokenIssuer(*std::move(key), std::move(issuer), std::move(audience), clock, cache_size));
}

TokenIssuer::TokenIssuer(Jwk key, std::string issuer, std::string audience, const Clock& clock,
                         std::size_t cache_size)
    : key_(std::move(key)),
      issuer_(std::move(issuer)),
      audience_(std::move(audience)),
      clock_(clock),
      cache_(cache_size) {}

std::string TokenIssuer::Issue(const Identity& identity, absl::Duration ttl,
                               absl::string_view audience) {
  return IssueAt(clock_.Now(), identity, ttl, audience);
}

std::string TokenIssuer::Cached(const Identity& identity, absl::Duration ttl,
                                absl::string_view audience) {
  const absl::Time now = clock_.Now();
  const Request request(identity.user_id, identity.device_id, identity.role, identity.issued_at,
                        ttl, audience);
  {
    MutexLock lock(mutex_);
    const Issued* issued = cache_.Find(request);
    // After the wall clock was set back, the token would start in the future and be rejected.
    const bool fresh = issued != nullptr && issued->at <= now && now < issued->at + ttl / 2;
    if (fresh) return issued->token;
  }
  // Two threads may both sign, which costs less than a wait.
  Identity plain = identity;
  plain.key = 0;
  std::string token = IssueAt(now, plain, ttl, audience);
  MutexLock lock(mutex_);
  cache_.Insert(request, {.token = token, .at = now});
  return token;
}

std::string TokenIssuer::IssueAt(absl::Time now, const Identity& identity, absl::Duration ttl,
                                 absl::string_view audience) {
  JwtClaims claims;
  claims.sub = identity.user_id;
  claims.device_id = identity.device_id;
  claims.role = identity.role;
  claims.iss = issuer_;
  if (!audience.empty()) claims.aud.emplace_back(audience);
  if (!audience_.empty() && audience_ != audience) claims.aud.push_back(audience_);
  claims.iat = now;
  const bool inherits =
      identity.issued_at > absl::InfinitePast() && identity.issued_at < absl::InfiniteFuture();
  if (inherits) claims.auth_time = identity.issued_at;
  claims.auth_key = identity.key;
  claims.exp = now + ttl;
  // This cannot fail, because FromFile accepts only a key that can sign.
  return *SignJwt(claims, key_);
}

}  // namespace lossy::base
