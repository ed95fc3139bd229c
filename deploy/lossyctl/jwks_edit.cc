#include "deploy/lossyctl/jwks_edit.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/identity/json_members.h"
#include "base/identity/json_object.h"
#include "base/identity/jwks.h"
#include "simdjson.h"

namespace lossy::lossyctl {
namespace {

absl::Status NotAJwks() {
  return absl::InvalidArgumentError("not a JWKS: it must be a JSON object with a list \"keys\"");
}

bool HasId(simdjson::dom::element key, absl::string_view kid) {
  simdjson::dom::object object;
  if (key.get(object) != simdjson::SUCCESS) return false;
  const absl::StatusOr<std::string> found = base::StringMember(object, "kid");
  return found.ok() && *found == kid;
}

// One key per line, so that a person can read it and a diff is small.
std::string KeyList(simdjson::dom::array keys, const base::Jwk& added) {
  std::vector<std::string> kept;
  for (simdjson::dom::element key : keys) {
    if (!HasId(key, added.kid())) kept.push_back(simdjson::to_string(key));
  }
  kept.push_back(added.ToJson(/*with_private=*/false));
  return absl::StrCat("[\n", absl::StrJoin(kept, ",\n"), "\n]");
}

}  // namespace

absl::StatusOr<std::string> WithKey(absl::string_view json, const base::Jwk& key) {
  simdjson::dom::parser parser;
  simdjson::dom::object set;
  simdjson::dom::array keys;
  if (parser.parse(json.data(), json.size()).get(set) != simdjson::SUCCESS ||
      set["keys"].get(keys) != simdjson::SUCCESS) {
    return NotAJwks();
  }
  base::JsonObject edited;
  for (const simdjson::dom::key_value_pair member : set) {
    const absl::string_view name(member.key.data(), member.key.size());
    edited.Raw(name, name == "keys" ? KeyList(keys, key) : simdjson::to_string(member.value));
  }
  std::string result = absl::StrCat(edited.ToString(), "\n");
  if (absl::Status checked = base::Jwks::Parse(result).status(); !checked.ok()) return checked;
  return result;
}

absl::StatusOr<std::string> WithGrants(absl::string_view json, absl::string_view kid,
                                       base::KeyGrants grants) {
  simdjson::dom::parser parser;
  simdjson::dom::array keys;
  if (parser.parse(json.data(), json.size())["keys"].get(keys) != simdjson::SUCCESS) {
    return NotAJwks();
  }
  for (simdjson::dom::element element : keys) {
    if (!HasId(element, kid)) continue;
    absl::StatusOr<base::Jwk> key = base::Jwk::Parse(simdjson::to_string(element));
    if (!key.ok()) return key.status();
    if (key->algorithm() == base::Algorithm::kHs256) {
      return absl::InvalidArgumentError("a secret key cannot be one of several processes'");
    }
    key->set_grants(std::move(grants));
    return WithKey(json, *key);
  }
  return absl::NotFoundError(absl::StrCat("there is no key ", kid));
}

}  // namespace lossy::lossyctl
