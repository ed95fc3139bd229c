#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "base/identity/jwks.h"

namespace lossy::base {

inline constexpr std::size_t kMaxJwtBytes = 8 * 1024;

struct JwtClaims {
  std::string sub;
  std::string device_id;
  Role role = Role::kUser;
  std::vector<std::string> aud;
  std::string iss;
  absl::Time exp = absl::InfinitePast();
  absl::Time nbf = absl::InfinitePast();
  absl::Time iat = absl::InfinitePast();
};

struct JwtRules {
  // One of the token's audiences must be this one. Empty: not checked.
  std::string audience;
  // How far the issuer's clock may be off, either way.
  absl::Duration leeway;
  // How long after its expiry a token is still accepted, beyond the leeway.
  absl::Duration expiry_grace;
  // False: the "role" claim is ignored, whatever it is, and everybody is a user. True: an unknown
  // one is refused.
  bool accept_roles = false;
};

// The claims of `token` if one of `keys` signed it and the rules hold. Errors are Unauthenticated
// and never contain any part of the token. Pure.
absl::StatusOr<JwtClaims> VerifyJwt(absl::string_view token, const Jwks& keys,
                                    const JwtRules& rules, absl::Time now);

// Whether verified claims still hold at `now`.
absl::Status CheckJwtTimes(const JwtClaims& claims, const JwtRules& rules, absl::Time now);

// Times are cut to whole seconds. Fails only if the key cannot sign.
absl::StatusOr<std::string> SignJwt(const JwtClaims& claims, const Jwk& key);

}  // namespace lossy::base
