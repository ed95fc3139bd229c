#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/cache/lru_cache.h"
#include "base/identity/identity.h"
#include "base/identity/jwks_file.h"
#include "base/identity/jwt.h"
#include "base/identity/token_digest.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"

namespace lossy::base {

// Verifies tokens and returns the identity that they prove. Thread-safe.
//
// The usual call costs a hash and a look-up: the verifier caches the claims of verified tokens, by
// the digest of the token. It checks the times of cached claims at each call, so that no entry
// outlives its token. It drops all entries when the keys change (JwksFile::Get), so that no entry
// outlives its key. The caller checks revocations, at each call. The cache contains no token.
class TokenVerifier {
 public:
  struct Options {
    // One of the token's audiences must be this one. Empty: not checked.
    std::string audience;
    // See the members of the same names in JwtRules.
    std::string installation;
    GrantCheck grants = GrantCheck::kNone;
    bool accept_auth_time = false;
    // The accepted error of the issuer's clock, in both directions.
    absl::Duration leeway;
    // A token is accepted this long before its start, in addition to the leeway. After the wall
    // clock was set back, tokens that this program issued before seem to start in the future.
    absl::Duration start_grace;
    // A token is accepted this long after its expiry, in addition to the leeway.
    absl::Duration expiry_grace;
    // Tokens with a longer lifetime are rejected.
    absl::Duration max_life = absl::InfiniteDuration();
    // True if the role in a token counts, as in internal tokens. False: each caller is a user.
    bool accept_roles = false;
    // Longer tokens are rejected, in bytes.
    std::size_t max_bytes = JwtRules().max_bytes;
    // The number of tokens whose claims are cached, about 400 bytes each. Zero: no cache.
    std::size_t cache_size = 4096;
  };

  // `clock` must outlive the object.
  TokenVerifier(std::shared_ptr<JwksFile> keys, Options options, const Clock& clock);

  // Returns the errors of RefusedToken, with the messages of VerifyJwt.
  absl::StatusOr<Identity> Verify(absl::string_view token);

  // Returns the keys that Verify uses now. A different pointer means that they have changed.
  std::shared_ptr<const Jwks> keys() { return keys_->Get(); }

 private:
  // Returns the cached claims of a token that `keys` have verified.
  absl::optional<JwtClaims> Recall(const TokenDigest& digest,
                                   const std::shared_ptr<const Jwks>& keys);
  void Remember(const TokenDigest& digest, const std::shared_ptr<const Jwks>& keys,
                JwtClaims claims);

  const std::shared_ptr<JwksFile> keys_;
  const JwtRules rules_;
  const Clock& clock_;
  const TokenHasher hash_;

  Mutex mutex_;
  std::shared_ptr<const Jwks> cached_for_ LOSSY_GUARDED_BY(mutex_);
  // Verified by cached_for_. Without the claims that only VerifyJwt checks.
  LruCache<TokenDigest, JwtClaims> cache_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
