#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "base/time/clock.h"

namespace lossy::base {

// Makes tokens with one private key. Thread-safe.
class TokenIssuer {
 public:
  // The file holds one private JWK; it is read once. `audience` may be empty. `clock` must outlive
  // it.
  static absl::StatusOr<std::unique_ptr<TokenIssuer>> FromFile(const std::string& private_jwk_path,
                                                               std::string issuer,
                                                               std::string audience,
                                                               const Clock& clock);
  ~TokenIssuer();

  // A new token that lives for `ttl`, whatever identity.expires_at says. The ids must satisfy
  // IsUserId and IsDeviceId, or nobody will accept it.
  std::string Issue(const Identity& identity, absl::Duration ttl);

  // The same, but a token made for the same identity and ttl is used again until half its life is
  // over.
  std::string Cached(const Identity& identity, absl::Duration ttl);
};

}  // namespace lossy::base
