#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/identity.h"
#include "simdjson.h"

namespace lossy::base {

// The audiences for which a key may sign tokens, by role. The member "lossy_signs" of a JWK in the
// internal JWKS lists them:
//
//   "lossy_signs": {"user": ["lossy.video.v1"], "service": ["lossy.notifications.v1"]}
//
// The audience "*" stands for every audience. The key may not sign a token whose role is absent.
class KeyGrants {
 public:
  // Returns grants for all roles and all audiences.
  static KeyGrants All();

  // Parses the value of "lossy_signs". Returns INVALID_ARGUMENT for an unknown role, an empty
  // audience or another type of value.
  static absl::StatusOr<KeyGrants> Parse(const simdjson::dom::element& json);

  // Parses a comma-separated list of "role:audience", with the same errors.
  static absl::StatusOr<KeyGrants> ParseList(absl::string_view list);

  // True if the key may sign a token of this role for this audience.
  bool Allow(Role role, absl::string_view audience) const;

  // Returns the value of "lossy_signs".
  std::string ToJson() const;

 private:
  absl::Status Add(absl::string_view role, absl::string_view audience);

  std::map<Role, std::vector<std::string>> audiences_;
};

}  // namespace lossy::base
