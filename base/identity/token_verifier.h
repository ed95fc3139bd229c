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
#include "base/identity/jwk.h"
#include "base/identity/jwks_file.h"
#include "base/identity/jwt.h"
#include "base/identity/token_digest.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"

namespace lossy::base {

// Verifies tokens and returns the identity that they prove. Thread-safe.
//
// The usual call costs a hash and a look-up. The verifier stores the digests of verified tokens,
// and reads the claims of such a token again without its key. It stores the claims of the kRecent
// newest tokens as well. It checks the times of the claims at each call, so that no entry outlives
// its token. It drops all entries when the keys change (JwksFile::Get), so that no entry outlives
// its key. The caller checks revocations, at each call. The cache contains no token.
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
    // The number of verified tokens that are stored, about 80 bytes each. Zero: no cache.
    std::size_t cache_size = 4096;
  };

  // The most tokens whose claims are stored, about 400 bytes each.
  static constexpr std::size_t kRecent = 256;

  // `clock` must outlive the object.
  TokenVerifier(std::shared_ptr<JwksFile> keys, Options options, const Clock& clock);

  // Returns the errors of RefusedToken, with the messages of VerifyJwt.
  absl::StatusOr<Identity> Verify(absl::string_view token);

  // Returns the keys that Verify uses now. A different pointer means that they have changed.
  std::shared_ptr<const Jwks> keys() { return keys_->Get(); }

 private:
  // A token that was verified before.
  struct Known {
    absl::optional<JwtClaims> claims;  // Absent: they must be read from the token.
    const Jwk* signer = nullptr;       // Belongs to the keys. nullptr: the token is not known.
  };

  absl::StatusOr<JwtClaims> VerifyByKey(absl::string_view token, const TokenDigest& digest,
                                        const std::shared_ptr<const Jwks>& keys, absl::Time now);
  // Returns what is stored of a token that `keys` have verified.
  Known Recall(const TokenDigest& digest, const std::shared_ptr<const Jwks>& keys);
  void Remember(const TokenDigest& digest, const std::shared_ptr<const Jwks>& keys,
                const Jwk& signer, JwtClaims claims);

  const std::shared_ptr<JwksFile> keys_;
  const JwtRules rules_;
  const Clock& clock_;
  const TokenHasher hash_;

  Mutex mutex_;
  std::shared_ptr<const Jwks> cached_for_ LOSSY_GUARDED_BY(mutex_);
  // Both have tokens that cached_for_ have verified.
  struct Recent {
    const Jwk* signer;
    JwtClaims claims;  // Without those that only VerifyJwt checks.
  };
  LruCache<TokenDigest, Recent> recent_ LOSSY_GUARDED_BY(mutex_);
  LruCache<TokenDigest, const Jwk*> signers_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
