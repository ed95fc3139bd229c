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
std::string KeyList(const std::vector<std::string>& keys) {
  return absl::StrCat("[\n", absl::StrJoin(keys, ",\n"), "\n]");
}

// The JWKS without the keys of the id, and with `added` behind the others unless that is empty.
absl::StatusOr<std::string> Edit(absl::string_view json, absl::string_view kid,
                                 const std::string& added, bool* found) {
  simdjson::dom::parser parser;
  simdjson::dom::object set;
  simdjson::dom::array keys;
  if (parser.parse(json.data(), json.size()).get(set) != simdjson::SUCCESS ||
      set["keys"].get(keys) != simdjson::SUCCESS) {
    return NotAJwks();
  }
  *found = false;
  std::vector<std::string> kept;
  for (simdjson::dom::element key : keys) {
    if (HasId(key, kid)) {
      *found = true;
    } else {
      kept.push_back(simdjson::to_string(key));
    }
  }
  if (!added.empty()) kept.push_back(added);
  base::JsonObject edited;
  for (const simdjson::dom::key_value_pair member : set) {
    const absl::string_view name(member.key.data(), member.key.size());
    edited.Raw(name, name == "keys" ? KeyList(kept) : simdjson::to_string(member.value));
  }
  return absl::StrCat(edited.ToString(), "\n");
}

absl::StatusOr<std::string> Put(absl::string_view json, const base::Jwk& key, bool* found) {
  absl::StatusOr<std::string> edited =
      Edit(json, key.kid(), key.ToJson(/*with_private=*/false), found);
  if (!edited.ok()) return edited.status();
  const absl::StatusOr<base::Jwks> read = base::Jwks::Parse(*edited);
  if (!read.ok()) return read.status();
  if (!read->Has(key.fingerprint())) {
    return absl::InvalidArgumentError(absl::StrCat("the key ", key.kid(), " would be skipped"));
  }
  return edited;
}

}  // namespace

absl::StatusOr<std::string> WithKey(absl::string_view json, const base::Jwk& key) {
  bool found = false;
  absl::StatusOr<std::string> edited = Put(json, key, &found);
  if (edited.ok() && found) {
    return absl::AlreadyExistsError(absl::StrCat("there is a key ", key.kid(), " already"));
  }
  return edited;
}

absl::StatusOr<std::string> WithoutKey(absl::string_view json, absl::string_view kid) {
  bool found = false;
  absl::StatusOr<std::string> edited = Edit(json, kid, "", &found);
  if (edited.ok() && !found) return absl::NotFoundError(absl::StrCat("there is no key ", kid));
  return edited;
}

absl::StatusOr<std::string> WithGrants(absl::string_view json, absl::string_view kid,
                                       base::KeyGrants grants, std::string process) {
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
    if (!process.empty()) key->set_process(std::move(process));
    bool found = false;
    return Put(json, *key, &found);
  }
  return absl::NotFoundError(absl::StrCat("there is no key ", kid));
}

}  // namespace lossy::lossyctl
