#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <tuple>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/cache/lru_cache.h"
#include "base/identity/identity.h"
#include "base/identity/jwk.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"

namespace lossy::base {

// Makes tokens with one private key. Thread-safe.
class TokenIssuer {
 public:
  // The file holds one private JWK; it is read once. `audience` may be empty. `cache_size` is how
  // many tokens Cached remembers, each some 700 bytes. `clock` must outlive it.
  static absl::StatusOr<std::unique_ptr<TokenIssuer>> FromFile(const std::string& private_jwk_path,
                                                               std::string issuer,
                                                               std::string audience,
                                                               const Clock& clock,
                                                               std::size_t cache_size = 16 * 1024);

  // A new token that lives for `ttl`, cut to whole seconds, whatever identity.expires_at says. It
  // inherits identity.issued_at, if that is finite, so that a revocation of the token that proved
  // the identity covers this one; and identity.key, if that is not 0, so that a holder of the token
  // can be told from holders of tokens by other keys. Its audiences are the issuer's and
  // `audience`, without those that are empty. The ids must satisfy IsUserId and IsDeviceId, or
  // nobody will accept it.
  std::string Issue(const Identity& identity, absl::Duration ttl, absl::string_view audience = {});

  // The same without identity.key, but a token made for the same identity, ttl and audience is used
  // again until half its life is over, or until the wall clock is set back behind its issue.
  std::string Cached(const Identity& identity, absl::Duration ttl, absl::string_view audience = {});

 private:
  using Request =
      std::tuple<std::string, std::string, Role, absl::Time, absl::Duration, std::string>;

  struct Issued {
    std::string token;
    absl::Time at;  // When it was issued, by the wall clock.
  };

  TokenIssuer(Jwk key, std::string issuer, std::string audience, const Clock& clock,
              std::size_t cache_size);

  std::string IssueAt(absl::Time now, const Identity& identity, absl::Duration ttl,
                      absl::string_view audience);

  const Jwk key_;
  const std::string issuer_;
  const std::string audience_;
  const Clock& clock_;

  Mutex mutex_;
  LruCache<Request, Issued> cache_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
