#include "base/identity/token_issuer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/identity/base64url.h"
#include "base/identity/key_file.h"
#include "base/identity/token_metric.h"

namespace lossy::base {
namespace {

// The tokens and signatures that a call of Cached frees at most, if they are not used any more.
constexpr std::size_t kFreed = 2;

// Returns the size of the key's signatures; 0 for an RSA key, whose signatures are as long as the
// rest of a token.
std::size_t ShortSignatureBytes(const Jwk& key) {
  switch (key.algorithm()) {
    case Algorithm::kHs256:
      return 32;
    case Algorithm::kEs256:
    case Algorithm::kEdDsa:
      return 64;
    case Algorithm::kRs256:
      return 0;
  }
  return 0;
}

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

std::array<unsigned char, 16> FirstBytes(const TokenDigest& digest) {
  std::array<unsigned char, 16> first;
  std::copy_n(digest.begin(), first.size(), first.begin());
  return first;
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
      recent_(ShortSignatureBytes(key_) > 0 ? std::min(cache_size, kRecent) : cache_size),
      signatures_(ShortSignatureBytes(key_) > 0 ? cache_size : 0) {}

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
  const Digest digest = FirstBytes(hash_(request));
  const absl::optional<Signed> known = RecallSignature(digest, now);
  const std::int64_t seconds = known ? known->period.at : absl::ToUnixSeconds(now);
  JwtClaims claims = ClaimsOf(absl::FromUnixSeconds(seconds), identity, ttl, audience);
  claims.auth_key = 0;
  if (known) {
    ++TokenCounts::Instance().signed_from_cache;
    *token = JwtTextToSign(claims, key_);
    AppendJwtSignature({known->signature.data(), ShortSignatureBytes(key_)}, token);
    return Remember(request, {.token = *token, .period = known->period});
  }
  // Two threads may both sign, which costs less than a wait.
  *token = Sign(claims);
  const Issued issued = {
      .token = *token,
      .period = {.at = static_cast<std::uint32_t>(seconds),
                 .until = static_cast<std::uint32_t>(seconds + absl::ToInt64Seconds(ttl / 2))}};
  Remember(request, issued);
  RememberSignature(digest, issued);
}

bool TokenIssuer::Recall(absl::string_view request, absl::Time now, std::string* token) {
  const auto stale = [&](const auto& each) { return !each.period.Includes(now); };
  MutexLock lock(mutex_);
  const Issued* issued = recent_.Find(request);
  const bool known = issued != nullptr && !stale(*issued);
  if (known) *token = issued->token;
  recent_.DropStale(kFreed, stale);
  signatures_.DropStale(kFreed, stale);
  return known;
}

absl::optional<TokenIssuer::Signed> TokenIssuer::RecallSignature(const Digest& digest,
                                                                 absl::Time now) {
  MutexLock lock(mutex_);
  const Signed* known = signatures_.Find(digest);
  if (known == nullptr || !known->period.Includes(now)) return absl::nullopt;
  return *known;
}

void TokenIssuer::Remember(absl::string_view request, const Issued& issued) {
  MutexLock lock(mutex_);
  recent_.Insert(std::string(request), issued);
}

void TokenIssuer::RememberSignature(const Digest& digest, const Issued& issued) {
  const absl::string_view token = issued.token;
  const absl::optional<std::string> signature = Base64UrlDecode(token.substr(token.rfind('.') + 1));
  Signed entry = {.signature = {}, .period = issued.period};
  if (!signature || signature->size() != ShortSignatureBytes(key_)) return;
  std::copy(signature->begin(), signature->end(), entry.signature.begin());
  MutexLock lock(mutex_);
  signatures_.Insert(digest, entry);
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
