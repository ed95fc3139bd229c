#include "base/identity/token_issuer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/identity/key_file.h"
#include "base/identity/token_metric.h"

namespace lossy::base {
namespace {

// The tokens that a call of Cached frees at most, if they are not used any more.
constexpr std::size_t kFreed = 2;

void AppendNumber(std::int64_t number, std::string* out) {
  out->append(reinterpret_cast<const char*>(&number), sizeof number);
}

void AppendText(absl::string_view text, std::string* out) {
  AppendNumber(static_cast<std::int64_t>(text.size()), out);
  out->append(text.data(), text.size());
}

// Returns bytes that differ for any two requests whose tokens may differ. Each text of the request
// follows its length, so that no text can contain the next one. Valid until the next call of the
// thread.
absl::string_view RequestKey(const Identity& identity, absl::Duration ttl,
                             absl::string_view audience) {
  thread_local std::string key;
  key.clear();
  AppendText(identity.user_id, &key);
  AppendText(identity.device_id, &key);
  AppendText(audience, &key);
  key.push_back(static_cast<char>(identity.role));
  AppendNumber(absl::ToUnixNanos(identity.issued_at), &key);
  AppendNumber(absl::ToInt64Nanoseconds(ttl), &key);
  return key;
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
  std::string token;
  CopyCached(identity, ttl, audience, &token);
  return token;
}

void TokenIssuer::CopyCached(const Identity& identity, absl::Duration ttl,
                             absl::string_view audience, std::string* token) {
  const absl::Time now = clock_.Now();
  const absl::string_view request = RequestKey(identity, ttl, audience);
  if (Recall(request, now, token)) {
    ++TokenCounts::Instance().signed_from_cache;
    return;
  }
  JwtClaims claims = ClaimsOf(now, identity, ttl, audience);
  claims.auth_key = 0;
  // Two threads may both sign, which costs less than a wait.
  *token = Sign(claims);
  MutexLock lock(mutex_);
  cache_.Insert(std::string(request), {.token = *token, .at = now, .until = now + ttl / 2});
}

bool TokenIssuer::Recall(absl::string_view request, absl::Time now, std::string* token) {
  // After the wall clock was set back, the token would start in the future and be rejected.
  const auto fresh = [&](const Issued& issued) { return issued.at <= now && now < issued.until; };
  MutexLock lock(mutex_);
  const Issued* issued = cache_.Find(request);
  const bool known = issued != nullptr && fresh(*issued);
  if (known) *token = issued->token;
  cache_.DropStale(kFreed, [&](const Issued& each) { return !fresh(each); });
  return known;
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
