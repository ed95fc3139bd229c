#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/cache/lru_cache.h"
#include "base/identity/identity.h"
#include "base/identity/jwk.h"
#include "base/identity/jwt.h"
#include "base/identity/token_digest.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"

namespace lossy::base {

// Issues tokens that one private key signs. Thread-safe.
//
// The issuer stores the signatures of tokens, because a signature costs more than all other work of
// a call. It stores the kRecent newest tokens in whole, and writes the text of the others again.
// The process could sign them again at any time, so a token in memory reveals nothing more than the
// key.
class TokenIssuer {
 public:
  // Reads the file once; it must hold one private JWK. `issuer` and `audience` become the claims
  // "iss" and "aud"; `audience` may be empty. Cached stores at most `cache_size` signatures, about
  // 130 bytes each; with an RSA key, as many tokens of about 900 bytes. `clock` must outlive the
  // object. Returns an error if the file cannot be read or its key cannot sign.
  static absl::StatusOr<std::unique_ptr<TokenIssuer>> FromFile(const std::string& private_jwk_path,
                                                               std::string issuer,
                                                               std::string audience,
                                                               const Clock& clock,
                                                               std::size_t cache_size = 16 * 1024);

  // Returns a new token that expires after `ttl`, rounded down to seconds; identity.expires_at has
  // no effect. The audiences are the issuer's and `audience`, unless empty. The token inherits:
  // - identity.issued_at, if finite, so that a revocation of the original token also applies to it;
  // - identity.key, if not 0, which distinguishes tokens whose originals have different keys.
  // Services accept the token only if the ids satisfy IsUserId and IsDeviceId.
  std::string Issue(const Identity& identity, absl::Duration ttl, absl::string_view audience = {});

  // As Issue without identity.key. Returns an earlier token for the same identity, ttl and audience
  // during the first half of its lifetime, unless the wall clock was set back to before its issue.
  std::string Cached(const Identity& identity, absl::Duration ttl, absl::string_view audience = {});
  // As Cached, into a string whose memory is used again.
  void CopyCached(const Identity& identity, absl::Duration ttl, absl::string_view audience,
                  std::string* token);

  // The most tokens that are stored in whole, about 600 bytes each, unless the key is an RSA key.
  static constexpr std::size_t kRecent = 256;

 private:
  // The times of a token, in seconds since 1970 by the wall clock.
  struct Period {
    std::uint32_t at;     // The issue of the token.
    std::uint32_t until;  // Cached returns the token before this time.

    // After the wall clock was set back, the token would start in the future and be rejected.
    bool Includes(absl::Time now) const {
      return absl::FromUnixSeconds(at) <= now && now < absl::FromUnixSeconds(until);
    }
  };
  struct Issued {
    std::string token;
    Period period;
  };
  // The signature of an Ed25519 or P-256 key, with which the token can be written again.
  struct Signed {
    std::array<char, 64> signature;
    Period period;
  };
  // A part of a SHA-256 hash, which is long enough to differ.
  using Digest = std::array<unsigned char, 16>;

  TokenIssuer(Jwk key, std::string issuer, std::string audience, const Clock& clock,
              std::size_t cache_size);

  // Returns the claims of a token that is issued at `now`.
  JwtClaims ClaimsOf(absl::Time now, const Identity& identity, absl::Duration ttl,
                     absl::string_view audience) const;
  std::string Sign(const JwtClaims& claims) const;
  // Copies the token and returns true, if it is stored in whole and may still be used at `now`.
  // Frees some tokens that may not.
  bool Recall(absl::string_view request, absl::Time now, std::string* token);
  // Returns the stored signature, if it may still be used at `now`.
  absl::optional<Signed> RecallSignature(const Digest& digest, absl::Time now);
  void Remember(absl::string_view request, const Issued& issued);
  void RememberSignature(const Digest& digest, const Issued& issued);

  const Jwk key_;
  const std::string issuer_;
  const std::string audience_;
  const Clock& clock_;
  const TokenHasher hash_;

  Mutex mutex_;
  // By everything on which the token depends, except its time of issue.
  LruCache<std::string, Issued> recent_ LOSSY_GUARDED_BY(mutex_);
  // By the digest of the same. If two requests had one digest, the services would reject the token
  // of the second one, because its signature is that of another text.
  LruCache<Digest, Signed> signatures_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
