#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/identity.h"
#include "simdjson.h"

namespace lossy::base {

// The audiences for which a key may sign, by role. A JWK of the internal JWKS says it in its member
// "lossy_signs":
//
//   "lossy_signs": {"user": ["lossy.video.v1"], "service": ["lossy.notifications.v1"]}
//
// The audience "*" stands for every audience. A role that is not there may not be signed.
class KeyGrants {
 public:
  // Everything, by a key of an operator.
  static KeyGrants All();

  // INVALID_ARGUMENT for an unknown role, an empty audience or another shape.
  static absl::StatusOr<KeyGrants> Parse(const simdjson::dom::element& json);

  // The same from "role:audience", comma-separated.
  static absl::StatusOr<KeyGrants> ParseList(absl::string_view list);

  bool Allow(Role role, absl::string_view audience) const;

  std::string ToJson() const;

 private:
  absl::Status Add(absl::string_view role, absl::string_view audience);

  std::map<Role, std::vector<std::string>> audiences_;
};

}  // namespace lossy::base
