#include "base/identity/jwks.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "simdjson.h"

namespace lossy::base {

absl::StatusOr<Jwks> Jwks::Parse(absl::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::array keys;
  if (parser.parse(json.data(), json.size())["keys"].get(keys) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("not a JWKS: it must be a JSON object with a list \"keys\"");
  }
  Jwks set;
  for (simdjson::dom::element element : keys) {
    absl::StatusOr<Jwk> key = Jwk::Parse(simdjson::to_string(element));
    if (absl::IsUnimplemented(key.status())) continue;
    if (!key.ok()) return key.status();
    if (absl::Status added = set.Add(*std::move(key)); !added.ok()) return added;
  }
  if (set.size() == 0 && keys.size() > 0) {
    return absl::InvalidArgumentError("none of the keys can verify HS256, RS256, ES256 or EdDSA");
  }
  return set;
}

absl::Status Jwks::Merge(Jwks other) {
  for (Jwk& key : other.keys_) {
    if (absl::Status added = Add(std::move(key)); !added.ok()) return added;
  }
  return absl::OkStatus();
}

absl::Status Jwks::Add(Jwk key) {
  for (const Jwk& present : keys_) {
    if (present.kid().empty() || key.kid().empty()) {
      return absl::InvalidArgumentError("a key without a \"kid\" must be the only one");
    }
    if (present.kid() == key.kid()) {
      return absl::InvalidArgumentError(absl::StrCat("two keys have the \"kid\" ", key.kid()));
    }
  }
  keys_.push_back(std::move(key));
  return absl::OkStatus();
}

const Jwk* Jwks::Find(absl::string_view kid) const {
  const bool alone = keys_.size() == 1;
  for (const Jwk& key : keys_) {
    if (key.kid() == kid || (alone && (kid.empty() || key.kid().empty()))) return &key;
  }
  return nullptr;
}

}  // namespace lossy::base
