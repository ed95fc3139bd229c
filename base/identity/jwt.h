#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "base/identity/jwks.h"

namespace lossy::base {

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
  // Jwk::fingerprint of the key that signed the token that this one was made from. 0 (to sign): it
  // was made from none. A verified token that was made from none has its own key here.
  std::uint64_t auth_key = 0;
};

// Whether the "lossy_signs" of the key that signed a token is looked at.
enum class GrantCheck {
  kNone,
  kWhereGiven,  // A key without the member may sign everything.
  kRequired,    // A key without the member may sign nothing.
};

struct JwtRules {
  std::size_t max_bytes = 32 * 1024;  // Longer tokens are refused.
  // One of the token's audiences must be this one. Empty: not checked.
  std::string audience;
  // An audience that stands for `audience` in tokens of keys that may sign operators; if `grants`
  // is kWhereGiven, in all tokens. Empty: none.
  std::string installation;
  GrantCheck grants = GrantCheck::kNone;
  // How far the issuer's clock may be off, either way.
  absl::Duration leeway;
  // How long before its start a token is accepted, beyond the leeway: a wall clock that was set
  // back makes tokens of this program's own key ones of the future.
  absl::Duration start_grace;
  // How long after its expiry a token is still accepted, beyond the leeway.
  absl::Duration expiry_grace;
  // The longest time from a token's "iat", or from now if it has none, to its "exp".
  absl::Duration max_life = absl::InfiniteDuration();
  // Whether the "auth_time" and "auth_key" claims are read: the issuer is one of ours.
  bool accept_auth_time = false;
  // False: the "role" claim is ignored, whatever it is, and everybody is a user. True: an unknown
  // one is refused.
  bool accept_roles = false;
};

// The claims of `token` if one of `keys` signed it and the rules hold. A token without a "kid" is
// tried against the keys of its "alg" (Jwks::Find). Errors are those of RefusedToken and never
// contain any part of the token. Pure.
absl::StatusOr<JwtClaims> VerifyJwt(absl::string_view token, const Jwks& keys,
                                    const JwtRules& rules, absl::Time now);

// Whether verified claims still hold at `now`.
absl::Status CheckJwtTimes(const JwtClaims& claims, const JwtRules& rules, absl::Time now);

// Times are cut to whole seconds. Fails only if the key cannot sign.
absl::StatusOr<std::string> SignJwt(const JwtClaims& claims, const Jwk& key);

}  // namespace lossy::base
