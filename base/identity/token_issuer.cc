#include "base/identity/token_issuer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/identity/key_file.h"
#include "base/identity/token_metric.h"

namespace lossy::base {
namespace {

// Returns a text that differs for any two requests whose tokens may differ. Each text of the
// request follows its length, so that no text can contain the next one.
std::string RequestText(const Identity& identity, absl::Duration ttl, absl::string_view audience) {
  return absl::StrCat(identity.user_id.size(), ":", identity.user_id, identity.device_id.size(),
                      ":", identity.device_id, audience.size(), ":", audience,
                      RoleName(identity.role), ",", absl::ToUnixNanos(identity.issued_at), ",",
                      absl::ToInt64Nanoseconds(ttl));
}

}  // namespace

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
  return Sign(ClaimsOf(clock_.Now(), identity, ttl, audience));
}

std::string TokenIssuer::Cached(const Identity& identity, absl::Duration ttl,
                                absl::string_view audience) {
  const absl::Time now = clock_.Now();
  const std::string request = RequestText(identity, ttl, audience);
  if (absl::optional<std::string> known = Recall(request, now, ttl)) {
    ++TokenCounts::Instance().signed_from_cache;
    return *std::move(known);
  }
  JwtClaims claims = ClaimsOf(now, identity, ttl, audience);
  claims.auth_key = 0;
  // Two threads may both sign, which costs less than a wait.
  std::string token = Sign(claims);
  MutexLock lock(mutex_);
  cache_.Insert(request, {.token = token, .at = now});
  return token;
}

absl::optional<std::string> TokenIssuer::Recall(const std::string& request, absl::Time now,
                                                absl::Duration ttl) {
  MutexLock lock(mutex_);
  const Issued* issued = cache_.Find(request);
  // After the wall clock was set back, the token would start in the future and be rejected.
  const bool fresh = issued != nullptr && issued->at <= now && now < issued->at + ttl / 2;
  if (!fresh) return absl::nullopt;
  return issued->token;
}

JwtClaims TokenIssuer::ClaimsOf(absl::Time now, const Identity& identity, absl::Duration ttl,
                                absl::string_view audience) const {
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
  return claims;
}

std::string TokenIssuer::Sign(const JwtClaims& claims) const {
  ++TokenCounts::Instance().signed_by_key;
  // This cannot fail, because FromFile accepts only a key that can sign.
  return *SignJwt(claims, key_);
}

}  // namespace lossy::base
