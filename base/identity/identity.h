#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace lossy::base {

// The kind of caller that a token proves.
enum class Role {
  kUser,
  kService,   // One of our processes, on its own behalf.
  kOperator,  // A person who runs the installation.
};

// The user, service or operator that a token proves.
struct Identity {
  std::string user_id;    // The identity provider's subject ("sub"), see IsUserId.
  std::string device_id;  // Empty when the token names none.
  Role role = Role::kUser;
  // The process that signed an internal token, for example "edge" (JwtClaims::process). Empty for a
  // token of another issuer.
  std::string process;
  absl::Time expires_at = absl::InfiniteFuture();  // The "exp" of the token, a wall time.
  // The same moment in steady time, computed when the token was verified.
  absl::Time expires_at_steady = absl::InfiniteFuture();
  // The time at which the token was issued, or the original token from which it was made. A
  // revocation compares with this time. UnixEpoch: the token has no such time. InfinitePast: there
  // is no token.
  absl::Time issued_at = absl::InfinitePast();
  // Jwk::fingerprint of the key that signed the token, or the original token from which it was
  // made. 0: there is no token.
  std::uint64_t key = 0;
};

// Returns the role's name in tokens: "user", "service" or "operator".
absl::string_view RoleName(Role role);
absl::optional<Role> ParseRole(absl::string_view name);

// True if the text is 1 to 255 bytes of UTF-8 without control characters. All other characters are
// valid, including ":", "*" and "/".
bool IsUserId(absl::string_view text);

// True if the text is empty or satisfies IsUserId.
bool IsDeviceId(absl::string_view text);

}  // namespace lossy::base
