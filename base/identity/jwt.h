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
  // Of a token of ours: when the token was issued that it was made from. InfinitePast: it was made
  // from none.
  absl::Time auth_time = absl::InfinitePast();
};

// Whether the "lossy_signs" of the key that signed a token is looked at.
enum class GrantCheck {
  kNone,
  kWhereGiven,  // A key without the member may sign everything.
  kRequired,    // A key without the member may sign nothing.
};

struct JwtRules {
  // One of the token's audiences must be this one. Empty: not checked.
  std::string audience;
  // An audience that stands for `audience` in tokens of keys that may sign operators; if `grants`
  // is kWhereGiven, in all tokens. Empty: none.
  std::string installation;
  GrantCheck grants = GrantCheck::kNone;
  // How far the issuer's clock may be off, either way.
  absl::Duration leeway;
  // How long after its expiry a token is still accepted, beyond the leeway.
  absl::Duration expiry_grace;
  // The longest time from a token's "iat", or from now if it has none, to its "exp".
  absl::Duration max_life = absl::InfiniteDuration();
  // Whether the "auth_time" claim is read: the issuer is one of ours.
  bool accept_auth_time = false;
  // False: the "role" claim is ignored, whatever it is, and everybody is a user. True: an unknown
  // one is refused.
  bool accept_roles = false;
};

// The claims of `token` if one of `keys` signed it and the rules hold. Errors are Unauthenticated
// and never contain any part of the token. Pure.
absl::StatusOr<JwtClaims> VerifyJwt(absl::string_view token, const Jwks& keys,
                                    const JwtRules& rules, absl::Time now);

// Whether VerifyJwt refused the token because none of its keys is the token's.
bool IsUnknownKey(const absl::Status& status);

// Whether verified claims still hold at `now`.
absl::Status CheckJwtTimes(const JwtClaims& claims, const JwtRules& rules, absl::Time now);

// Times are cut to whole seconds. Fails only if the key cannot sign.
absl::StatusOr<std::string> SignJwt(const JwtClaims& claims, const Jwk& key);

}  // namespace lossy::base
