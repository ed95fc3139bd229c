#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/cache/lru_cache.h"
#include "base/identity/identity.h"
#include "base/identity/jwk.h"
#include "base/identity/jwt.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"

namespace lossy::base {

// Issues tokens that one private key signs. Thread-safe.
//
// The issuer caches tokens, because a signature costs more than all other work of a call. The
// process could sign them again at any time, so a token in memory reveals nothing more than the
// key.
class TokenIssuer {
 public:
  // Reads the file once; it must hold one private JWK. `issuer` and `audience` become the claims
  // "iss" and "aud"; `audience` may be empty. Cached stores at most `cache_size` tokens, about 500
  // bytes each. `clock` must outlive the object. Returns an error if the file cannot be read or
  // its key cannot sign.
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

 private:
  struct Issued {
    std::string token;
    absl::Time at;     // The wall time of the token's issue.
    absl::Time until;  // Cached returns the token before this wall time.
  };

  TokenIssuer(Jwk key, std::string issuer, std::string audience, const Clock& clock,
              std::size_t cache_size);

  // Returns the claims of a token that is issued at `now`.
  JwtClaims ClaimsOf(absl::Time now, const Identity& identity, absl::Duration ttl,
                     absl::string_view audience) const;
  std::string Sign(const JwtClaims& claims) const;
  // Copies the cached token and returns true, if it may still be used at `now`. Frees some tokens
  // that may not.
  bool Recall(absl::string_view request, absl::Time now, std::string* token);

  const Jwk key_;
  const std::string issuer_;
  const std::string audience_;
  const Clock& clock_;

  Mutex mutex_;
  // By everything on which the token depends, except its time of issue.
  LruCache<std::string, Issued> cache_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
