#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace lossy::base {

enum class Role {
  kUser,
  kService,   // One of our processes, on its own behalf.
  kOperator,  // A person who runs the installation.
};

// Who is calling.
struct Identity {
  std::string user_id;    // The identity provider's subject: text, see IsUserId.
  std::string device_id;  // Empty when the token names none.
  Role role = Role::kUser;
  absl::Time expires_at = absl::InfiniteFuture();  // As the token says it: wall time.
  // The same moment in steady time, by the wall clock of when the token was verified.
  absl::Time expires_at_steady = absl::InfiniteFuture();
  // When the token was issued; of one that was made from another token, when that one was. A
  // revocation of tokens issued before a time compares with this. UnixEpoch when the token does not
  // say it; InfinitePast when there is no token.
  absl::Time issued_at = absl::InfinitePast();
  // Jwk::fingerprint of the key that signed the token; of one that was made from another token, of
  // the key that signed that one. 0: there is no token.
  std::uint64_t key = 0;
};

// "user", "service" or "operator".
absl::string_view RoleName(Role role);
absl::optional<Role> ParseRole(absl::string_view name);

// 1 to 255 bytes of UTF-8 without control characters. Any other character may occur, also those
// that mean something elsewhere (":", "*", "/").
bool IsUserId(absl::string_view text);

// As a user id, but may be empty.
bool IsDeviceId(absl::string_view text);

}  // namespace lossy::base
