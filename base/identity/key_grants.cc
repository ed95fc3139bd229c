#include "base/identity/key_grants.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/identity/json_object.h"
#include "base/text/json_string.h"

namespace lossy::base {
namespace {

constexpr absl::string_view kEvery = "*";

absl::Status Malformed() {
  return absl::InvalidArgumentError(
      "\"lossy_signs\" must be an object of roles with lists of audiences");
}

std::string ListJson(const std::vector<std::string>& audiences) {
  const auto quoted = [](std::string* out, absl::string_view name) { AppendJsonString(name, out); };
  return absl::StrCat("[", absl::StrJoin(audiences, ",", quoted), "]");
}

}  // namespace

KeyGrants KeyGrants::All() {
  KeyGrants all;
  for (Role role : {Role::kUser, Role::kService, Role::kOperator}) {
    all.audiences_[role] = {std::string(kEvery)};
  }
  return all;
}

absl::StatusOr<KeyGrants> KeyGrants::Parse(const simdjson::dom::element& json) {
  simdjson::dom::object roles;
  if (json.get(roles) != simdjson::SUCCESS) return Malformed();
  KeyGrants grants;
  for (const simdjson::dom::key_value_pair member : roles) {
    simdjson::dom::array audiences;
    if (member.value.get(audiences) != simdjson::SUCCESS) return Malformed();
    for (simdjson::dom::element audience : audiences) {
      std::string_view name;
      if (audience.get(name) != simdjson::SUCCESS) return Malformed();
      absl::Status added = grants.Add({member.key.data(), member.key.size()},
                                      absl::string_view(name.data(), name.size()));
      if (!added.ok()) return added;
    }
  }
  return grants;
}

absl::StatusOr<KeyGrants> KeyGrants::ParseList(absl::string_view list) {
  KeyGrants grants;
  for (absl::string_view entry : absl::StrSplit(list, ',', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(entry, absl::MaxSplits(':', 1));
    if (absl::Status added = grants.Add(pair.first, pair.second); !added.ok()) return added;
  }
  return grants;
}

absl::Status KeyGrants::Add(absl::string_view role, absl::string_view audience) {
  const absl::optional<Role> known = ParseRole(role);
  if (!known) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", role, "\" is not a role: user, service or operator"));
  }
  if (audience.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("the role ", role, " needs an audience"));
  }
  audiences_[*known].emplace_back(audience);
  return absl::OkStatus();
}

bool KeyGrants::Allow(Role role, absl::string_view audience) const {
  const auto found = audiences_.find(role);
  if (found == audiences_.end()) return false;
  return absl::c_any_of(found->second, [audience](const std::string& allowed) {
    return allowed == kEvery || allowed == audience;
  });
}

std::string KeyGrants::ToJson() const {
  JsonObject json;
  for (const auto& [role, audiences] : audiences_) json.Raw(RoleName(role), ListJson(audiences));
  return json.ToString();
}

}  // namespace lossy::base
