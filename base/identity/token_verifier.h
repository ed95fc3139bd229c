#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "base/identity/jwks_file.h"
#include "base/time/clock.h"

namespace lossy::base {

// Turns a token into the identity that it proves. Thread-safe. Verified tokens are remembered until
// the keys change, so that the usual call costs a hash and a look-up.
class TokenVerifier {
 public:
  struct Options {
    std::string audience;         // Empty: not checked.
    absl::Duration leeway;        // How far the issuer's clock may be off, either way.
    absl::Duration expiry_grace;  // How long after its expiry a token is still accepted.
    // Only internal tokens may say what they are. False: everybody is a user, whatever the token
    // says.
    bool accept_roles = false;
    std::size_t cache_size = 4096;  // Tokens. Zero: none are remembered.
  };

  // `clock` must outlive it.
  TokenVerifier(std::shared_ptr<JwksFile> keys, Options options, const Clock& clock);
  ~TokenVerifier();

  // Errors are Unauthenticated, with a message for people that contains no part of the token.
  absl::StatusOr<Identity> Verify(absl::string_view token);
};

}  // namespace lossy::base
