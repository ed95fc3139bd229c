#pragma once

#include <openssl/evp.h>

#include <array>
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
#include "base/sync/mutex.h"
#include "base/time/clock.h"

namespace lossy::base {

// Turns a token into the identity that it proves. Thread-safe. Verified tokens are remembered until
// the keys change, so that the usual call costs a hash and a look-up.
class TokenVerifier {
 public:
  struct Options {
    // One of the token's audiences must be this one. Empty: not checked.
    std::string audience;
    // See JwtRules, which has the same three.
    std::string installation;
    GrantCheck grants = GrantCheck::kNone;
    bool accept_auth_time = false;
    // How far the issuer's clock may be off, either way.
    absl::Duration leeway;
    // How long before its start a token is accepted, beyond the leeway: a wall clock that was set
    // back makes tokens of this program's own key ones of the future.
    absl::Duration start_grace;
    // How long after its expiry a token is still accepted, beyond the leeway.
    absl::Duration expiry_grace;
    // Tokens that last longer are refused.
    absl::Duration max_life = absl::InfiniteDuration();
    // Only internal tokens may say what they are. False: everybody is a user, whatever it says.
    bool accept_roles = false;
    // Longer tokens are refused, in bytes.
    std::size_t max_bytes = JwtRules().max_bytes;
    // How many tokens are remembered. Zero: none.
    std::size_t cache_size = 4096;
  };

  // `clock` must outlive it.
  TokenVerifier(std::shared_ptr<JwksFile> keys, Options options, const Clock& clock);

  // Errors are those of RefusedToken, with a message that contains no part of the token.
  absl::StatusOr<Identity> Verify(absl::string_view token);

  // The keys that Verify uses now. A different pointer means that they have changed.
  std::shared_ptr<const Jwks> keys() { return keys_->Get(); }

 private:
  using Digest = std::array<unsigned char, 32>;

  struct MdFree {
    void operator()(EVP_MD* md) const { EVP_MD_free(md); }
  };

  Digest Hash(absl::string_view token) const;
  // What is known of a token that `keys` have verified before.
  absl::optional<JwtClaims> Recall(const Digest& digest, const std::shared_ptr<const Jwks>& keys);
  void Remember(const Digest& digest, const std::shared_ptr<const Jwks>& keys, JwtClaims claims);

  const std::shared_ptr<JwksFile> keys_;
  const JwtRules rules_;
  const Clock& clock_;
  // Looked up once: OpenSSL's own look-up costs more than hashing a token.
  const std::unique_ptr<EVP_MD, MdFree> sha256_;

  Mutex mutex_;
  std::shared_ptr<const Jwks> cached_for_ LOSSY_GUARDED_BY(mutex_);
  LruCache<Digest, JwtClaims> cache_ LOSSY_GUARDED_BY(mutex_);  // Verified by cached_for_.
};

}  // namespace lossy::base
