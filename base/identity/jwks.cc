#include "base/identity/jwks.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/identity/json_members.h"
#include "simdjson.h"

namespace lossy::base {
namespace {

constexpr absl::string_view kDuplicate = "another key has the same \"kid\" and \"kty\"";

std::string KidOf(simdjson::dom::element key) {
  simdjson::dom::object object;
  if (key.get(object) != simdjson::SUCCESS) return "";
  return StringMember(object, "kid").value_or("");
}

absl::StatusOr<Jwk> ParseVerifying(simdjson::dom::element element) {
  absl::StatusOr<Jwk> key = Jwk::Parse(simdjson::to_string(element));
  if (key.ok() && !key->may_verify()) {
    return absl::UnimplementedError("its \"key_ops\" has no \"verify\"");
  }
  return key;
}

}  // namespace

absl::StatusOr<Jwks> Jwks::Parse(absl::string_view json, std::vector<SkippedKey>* skipped) {
  Jwks set;
  if (absl::Status added = set.Add(json, skipped); !added.ok()) return added;
  return set;
}

absl::Status Jwks::Add(absl::string_view json, std::vector<SkippedKey>* skipped) {
  simdjson::dom::parser parser;
  simdjson::dom::array keys;
  if (parser.parse(json.data(), json.size())["keys"].get(keys) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("not a JWKS: it must be a JSON object with a list \"keys\"");
  }
  std::size_t index = 0;
  for (simdjson::dom::element element : keys) {
    absl::StatusOr<Jwk> key = ParseVerifying(element);
    if (key.ok() && Clashes(*key)) key = absl::AlreadyExistsError(kDuplicate);
    if (key.ok()) {
      keys_.push_back(*std::move(key));
    } else if (skipped != nullptr) {
      skipped->push_back(
          {.kid = KidOf(element), .index = index, .problem = std::string(key.status().message())});
    }
    ++index;
  }
  return absl::OkStatus();
}

bool Jwks::Clashes(const Jwk& key) const {
  return absl::c_any_of(keys_, [&](const Jwk& present) {
    if (key.kid().empty()) return present.fingerprint() == key.fingerprint();
    return present.kid() == key.kid() && present.kty() == key.kty();
  });
}

std::vector<const Jwk*> Jwks::Find(absl::string_view kid, absl::string_view alg,
                                   bool* known) const {
  std::vector<const Jwk*> found;
  bool has_id = false;
  const auto add = [&](const Jwk& key) {
    if (NamesAlgorithm(alg, key.algorithm()) && found.size() < kMaxCandidates) {
      found.push_back(&key);
    }
  };
  for (const Jwk& key : keys_) {
    if (!kid.empty() && key.kid() != kid) continue;
    has_id = true;
    add(key);
  }
  if (known != nullptr) *known = has_id;
  if (has_id) return found;
  for (const Jwk& key : keys_) {
    if (key.kid().empty()) add(key);
  }
  return found;
}

bool Jwks::Has(std::uint64_t fingerprint) const {
  return absl::c_any_of(keys_, [&](const Jwk& key) { return key.fingerprint() == fingerprint; });
}

}  // namespace lossy::base
