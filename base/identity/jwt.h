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

// The claims of a JSON Web Token (RFC 7519) that the services use. All times are wall times. An
// InfinitePast time means that the token does not have the claim.
struct JwtClaims {
  std::string sub;
  std::string device_id;
  Role role = Role::kUser;
  std::vector<std::string> aud;
  std::string iss;
  // VerifyJwt sets it in an internal token (JwtRules::grants): the process whose key signed the
  // token, by the member "lossy_process" of the key, or else by "iss". SignJwt does not use it.
  std::string process;
  absl::Time exp = absl::InfinitePast();
  absl::Time nbf = absl::InfinitePast();
  absl::Time iat = absl::InfinitePast();
  // In an internal token: the time at which the original token was issued. InfinitePast: there is
  // no original token.
  absl::Time auth_time = absl::InfinitePast();
  // Jwk::fingerprint of the key that signed the original token. For SignJwt, 0 means that there is
  // no original token. VerifyJwt returns the token's own key in that case.
  std::uint64_t auth_key = 0;
};

// Decides if VerifyJwt checks the member "lossy_signs" of the key that signed a token
// (key_grants.h).
enum class GrantCheck {
  kNone,
  kWhereGiven,  // A key without the member may sign everything.
  kRequired,    // A key without the member may sign nothing.
};

// The rules by which VerifyJwt accepts a token.
struct JwtRules {
  // The length of the longest accepted token.
  std::size_t max_bytes = 32 * 1024;
  // One of the token's audiences must be this one. Empty: not checked.
  std::string audience;
  // A second accepted audience, for tokens of keys that may sign operators. With
  // GrantCheck::kWhereGiven it is accepted in all tokens. Empty: none.
  std::string installation;
  GrantCheck grants = GrantCheck::kNone;
  // The accepted error of the issuer's clock, in both directions.
  absl::Duration leeway;
  // A token is accepted this long before its start, in addition to the leeway. After the wall
  // clock was set back, tokens that this program issued before seem to start in the future.
  absl::Duration start_grace;
  // A token is accepted this long after its expiry, in addition to the leeway.
  absl::Duration expiry_grace;
  // The longest time from a token's "iat", or from now if it has none, to its "exp".
  absl::Duration max_life = absl::InfiniteDuration();
  // True if the claims "auth_time" and "auth_key" are read. Only our own issuers set them.
  bool accept_auth_time = false;
  // False: the claim "role" is ignored and each caller is a user. True: a token with an unknown
  // role is rejected.
  bool accept_roles = false;
};

// Returns the claims of `token` if one of `keys` signed it and it satisfies the rules. `now` is a
// wall time. A token without a "kid" is checked with the keys of its "alg" (Jwks::Find). Returns
// the errors of RefusedToken. Their messages contain the id of a key that is unknown, and the user
// of a token that is not valid at `now`, but nothing else of the token. Has no side effects.
absl::StatusOr<JwtClaims> VerifyJwt(absl::string_view token, const Jwks& keys,
                                    const JwtRules& rules, absl::Time now);
// As above, and sets `*signer` to the key that signed the token, which belongs to `keys`. The call
// leaves `*signer` as it is if it returns an error.
absl::StatusOr<JwtClaims> VerifyJwt(absl::string_view token, const Jwks& keys,
                                    const JwtRules& rules, absl::Time now, const Jwk** signer);

// As VerifyJwt, for a token that VerifyJwt has accepted before: `signer` is the key that signed it.
// Checks everything except the signature.
absl::StatusOr<JwtClaims> ReadVerifiedJwt(absl::string_view token, const Jwk& signer,
                                          const JwtRules& rules, absl::Time now);

// Checks the times of verified claims again at `now`, a wall time.
absl::Status CheckJwtTimes(const JwtClaims& claims, const JwtRules& rules, absl::Time now);

// Returns the signed token. Times are rounded down to seconds. Fails only if the key cannot sign.
absl::StatusOr<std::string> SignJwt(const JwtClaims& claims, const Jwk& key);

// The two parts of SignJwt: returns the text that `key` must sign, and appends the signature to it.
std::string JwtTextToSign(const JwtClaims& claims, const Jwk& key);
void AppendJwtSignature(absl::string_view signature, std::string* text);

}  // namespace lossy::base
