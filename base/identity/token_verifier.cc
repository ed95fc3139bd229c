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
      recent_(std::min(options.cache_size, kRecent)),
      signers_(options.cache_size) {}

absl::StatusOr<Identity> TokenVerifier::Verify(absl::string_view token) {
  if (token.size() > rules_.max_bytes) {
    // Hashing such a token would already cost too much.
    return RefusedToken(RefusalReason::kTooLarge,
                        absl::StrCat("it has more than ", rules_.max_bytes, " bytes"));
  }
  const std::shared_ptr<const Jwks> keys = keys_->Get();
  const absl::Time now = clock_.Now();
  const TokenDigest digest = hash_(token);
  Known known = Recall(digest, keys);
  if (known.signer == nullptr) {
    absl::StatusOr<JwtClaims> claims = VerifyByKey(token, digest, keys, now);
    if (!claims.ok()) return claims.status();
    return ToIdentity(*std::move(claims), now, clock_.Steady());
  }
  ++TokenCounts::Instance().verified_from_cache;
  if (known.claims) {
    if (absl::Status valid = CheckJwtTimes(*known.claims, rules_, now); !valid.ok()) return valid;
    return ToIdentity(*std::move(known.claims), now, clock_.Steady());
  }
  absl::StatusOr<JwtClaims> claims = ReadVerifiedJwt(token, *known.signer, rules_, now);
  if (!claims.ok()) return claims.status();
  Remember(digest, keys, *known.signer, *claims);
  return ToIdentity(*std::move(claims), now, clock_.Steady());
}

absl::StatusOr<JwtClaims> TokenVerifier::VerifyByKey(absl::string_view token,
                                                     const TokenDigest& digest,
                                                     const std::shared_ptr<const Jwks>& keys,
                                                     absl::Time now) {
  ++TokenCounts::Instance().verified_by_key;
  const Jwk* signer = nullptr;
  absl::StatusOr<JwtClaims> claims = VerifyJwt(token, *keys, rules_, now, &signer);
  if (RefusalReasonOf(claims.status()) == RefusalReason::kUnknownKey) {
    // The first tokens of a new key may arrive while another thread reads the key.
    const std::shared_ptr<const Jwks> settled = keys_->Settled();
    if (settled != keys) return VerifyJwt(token, *settled, rules_, now);
  }
  if (claims.ok()) Remember(digest, keys, *signer, *claims);
  return claims;
}

TokenVerifier::Known TokenVerifier::Recall(const TokenDigest& digest,
                                           const std::shared_ptr<const Jwks>& keys) {
  MutexLock lock(mutex_);
  if (cached_for_ != keys) {
    recent_.Clear();
    signers_.Clear();
    cached_for_ = keys;
  }
  if (const Recent* recent = recent_.Find(digest)) {
    return {.claims = recent->claims, .signer = recent->signer};
  }
  const Jwk* const* signer = signers_.Find(digest);
  return {.claims = absl::nullopt, .signer = signer == nullptr ? nullptr : *signer};
}

void TokenVerifier::Remember(const TokenDigest& digest, const std::shared_ptr<const Jwks>& keys,
                             const Jwk& signer, JwtClaims claims) {
  // VerifyJwt has checked them, and they do not change with time.
  claims.aud = {};
  claims.iss = {};
  MutexLock lock(mutex_);
  // The keys may have changed while this token was being verified.
  if (cached_for_ != keys) return;
  recent_.Insert(digest, {.signer = &signer, .claims = std::move(claims)});
  signers_.Insert(digest, &signer);
}

}  // namespace lossy::base
