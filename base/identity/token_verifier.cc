#include "base/identity/token_verifier.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/identity/token_metric.h"
#include "base/refusal/refusal.h"

namespace lossy::base {
namespace {

// Returns the time that a revocation compares with.
absl::Time IssuedAt(const JwtClaims& claims) {
  const absl::Time iat = claims.iat == absl::InfinitePast() ? absl::UnixEpoch() : claims.iat;
  return claims.auth_time == absl::InfinitePast() ? iat : std::min(iat, claims.auth_time);
}

Identity ToIdentity(JwtClaims claims, absl::Time now, absl::Time steady_now) {
  const absl::Time issued_at = IssuedAt(claims);
  return {.user_id = std::move(claims.sub),
          .device_id = std::move(claims.device_id),
          .role = claims.role,
          .process = std::move(claims.process),
          .expires_at = claims.exp,
          .expires_at_steady = steady_now + (claims.exp - now),
          .issued_at = issued_at,
          .key = claims.auth_key};
}

}  // namespace

TokenVerifier::TokenVerifier(std::shared_ptr<JwksFile> keys, Options options, const Clock& clock)
    : keys_(std::move(keys)),
      rules_{.max_bytes = options.max_bytes,
             .audience = std::move(options.audience),
             .installation = std::move(options.installation),
             .grants = options.grants,
             .leeway = options.leeway,
             .start_grace = options.start_grace,
             .expiry_grace = options.expiry_grace,
             .max_life = options.max_life,
             .accept_auth_time = options.accept_auth_time,
             .accept_roles = options.accept_roles},
      clock_(clock),
      cache_(options.cache_size) {}

absl::StatusOr<Identity> TokenVerifier::Verify(absl::string_view token) {
  if (token.size() > rules_.max_bytes) {
    // Hashing such a token would already cost too much.
    return RefusedToken(RefusalReason::kTooLarge,
                        absl::StrCat("it has more than ", rules_.max_bytes, " bytes"));
  }
  const std::shared_ptr<const Jwks> keys = keys_->Get();
  const absl::Time now = clock_.Now();
  const TokenDigest digest = hash_(token);
  if (absl::optional<JwtClaims> known = Recall(digest, keys)) {
    ++TokenCounts::Instance().verified_from_cache;
    if (absl::Status valid = CheckJwtTimes(*known, rules_, now); !valid.ok()) return valid;
    return ToIdentity(*std::move(known), now, clock_.Steady());
  }
  ++TokenCounts::Instance().verified_by_key;
  absl::StatusOr<JwtClaims> claims = VerifyJwt(token, *keys, rules_, now);
  if (RefusalReasonOf(claims.status()) == RefusalReason::kUnknownKey) {
    // The first tokens of a new key may arrive while another thread reads the key.
    const std::shared_ptr<const Jwks> settled = keys_->Settled();
    if (settled != keys) claims = VerifyJwt(token, *settled, rules_, now);
  }
  if (!claims.ok()) return claims.status();
  Remember(digest, keys, *claims);
  return ToIdentity(*std::move(claims), now, clock_.Steady());
}

absl::optional<JwtClaims> TokenVerifier::Recall(const TokenDigest& digest,
                                                const std::shared_ptr<const Jwks>& keys) {
  MutexLock lock(mutex_);
  if (cached_for_ != keys) {
    cache_.Clear();
    cached_for_ = keys;
  }
  const JwtClaims* claims = cache_.Find(digest);
  if (claims == nullptr) return absl::nullopt;
  return *claims;
}

void TokenVerifier::Remember(const TokenDigest& digest, const std::shared_ptr<const Jwks>& keys,
                             JwtClaims claims) {
  // VerifyJwt has checked them, and they do not change with time.
  claims.aud = {};
  claims.iss = {};
  MutexLock lock(mutex_);
  // The keys may have changed while this token was being verified.
  if (cached_for_ == keys) cache_.Insert(digest, std::move(claims));
}

}  // namespace lossy::base
