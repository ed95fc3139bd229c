#include "base/identity/jwk.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/identity/base64url.h"
#include "base/identity/json_members.h"
#include "base/identity/json_object.h"
#include "base/identity/signature.h"
#include "simdjson.h"

namespace lossy::base {
namespace {

// RFC 7518, 3.2: an HS256 key is at least as long as the hash.
constexpr std::size_t kMinSecretBytes = 32;

constexpr std::size_t kEd25519Bytes = 32;
// The name of the curve is also RFC 9864's name of the algorithm.
constexpr absl::string_view kEd25519 = "Ed25519";

constexpr absl::string_view kRsaPublic[] = {"n", "e"};
constexpr absl::string_view kRsaPrivate[] = {"d", "p", "q", "dp", "dq", "qi"};
constexpr absl::string_view kEcPublic[] = {"x", "y"};
constexpr absl::string_view kOkpPublic[] = {"x"};
constexpr absl::string_view kD[] = {"d"};
constexpr absl::string_view kK[] = {"k"};

struct Kind {
  Algorithm algorithm;
  absl::string_view alg, kty, crv;
  absl::Span<const absl::string_view> public_members, private_members;
  EvpKey (*make)(const KeyMembers& members);
};

// The names have the order of Algorithm.
const std::array<Kind, 4>& Kinds() {
  static constexpr std::array<Kind, 4> kKinds = {{
      {Algorithm::kHs256, "HS256", "oct", "", {}, kK, nullptr},
      {Algorithm::kRs256, "RS256", "RSA", "", kRsaPublic, kRsaPrivate, MakeRsaKey},
      {Algorithm::kEs256, "ES256", "EC", "P-256", kEcPublic, kD, MakeP256Key},
      {Algorithm::kEdDsa, "EdDSA", "OKP", kEd25519, kOkpPublic, kD, MakeEd25519Key},
  }};
  return kKinds;
}

const Kind& KindOf(Algorithm algorithm) { return Kinds()[static_cast<std::size_t>(algorithm)]; }

absl::Status Broken(absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat("broken key: ", problem));
}

// The members of a JWK apart from the key material.
struct Labels {
  std::string kty, crv, alg, use, kid, process;
};

absl::StatusOr<Labels> ReadLabels(const simdjson::dom::object& jwk) {
  Labels labels;
  const std::pair<absl::string_view, std::string*> fields[] = {
      {"kty", &labels.kty}, {"crv", &labels.crv}, {"alg", &labels.alg},
      {"use", &labels.use}, {"kid", &labels.kid}, {"lossy_process", &labels.process}};
  for (const auto& [name, value] : fields) {
    absl::StatusOr<std::string> text = StringMember(jwk, name);
    if (!text.ok()) return Broken(text.status().message());
    *value = *std::move(text);
  }
  if (labels.kty.empty()) return Broken("it has no \"kty\"");
  return labels;
}

bool IsOurs(absl::string_view alg) {
  return absl::c_any_of(Kinds(),
                        [&](const Kind& kind) { return NamesAlgorithm(alg, kind.algorithm); });
}

absl::StatusOr<const Kind*> FindKind(const Labels& labels) {
  for (const Kind& kind : Kinds()) {
    if (labels.kty != kind.kty || labels.crv != kind.crv) continue;
    if (!labels.use.empty() && labels.use != "sig") break;
    if (labels.alg.empty() || NamesAlgorithm(labels.alg, kind.algorithm)) return &kind;
    if (!IsOurs(labels.alg)) break;
    return Broken(absl::StrCat("\"alg\" must be ", kind.alg, " for this kind of key"));
  }
  return absl::UnimplementedError(
      "its kind, curve, algorithm or use is not one of those that verify tokens here");
}

absl::Status ReadMember(const simdjson::dom::object& jwk, absl::string_view name,
                        KeyMembers* members) {
  const absl::StatusOr<std::string> text = StringMember(jwk, name);
  if (!text.ok()) return Broken(text.status().message());
  if (text->empty()) return absl::OkStatus();
  absl::optional<std::string> bytes = Base64UrlDecode(*text);
  if (!bytes) return Broken(absl::StrCat("\"", name, "\" is not base64url"));
  (*members)[std::string(name)] = *std::move(bytes);
  return absl::OkStatus();
}

absl::StatusOr<KeyMembers> ReadMembers(const simdjson::dom::object& jwk, const Kind& kind) {
  KeyMembers members;
  for (const auto& names : {kind.public_members, kind.private_members}) {
    for (absl::string_view name : names) {
      if (absl::Status read = ReadMember(jwk, name, &members); !read.ok()) return read;
    }
  }
  return members;
}

absl::StatusOr<absl::optional<KeyGrants>> ReadGrants(const simdjson::dom::object& jwk) {
  simdjson::dom::element member;
  if (jwk.at_key("lossy_signs").get(member) != simdjson::SUCCESS) return absl::nullopt;
  absl::StatusOr<KeyGrants> grants = KeyGrants::Parse(member);
  if (!grants.ok()) return Broken(grants.status().message());
  return absl::optional<KeyGrants>(*std::move(grants));
}

// RFC 7517, 4.3: a key without "key_ops" permits all operations.
absl::StatusOr<bool> ReadMayVerify(const simdjson::dom::object& jwk) {
  simdjson::dom::element member;
  if (jwk.at_key("key_ops").get(member) != simdjson::SUCCESS) return true;
  simdjson::dom::array operations;
  if (member.get(operations) != simdjson::SUCCESS) return Broken("\"key_ops\" is not a list");
  bool may_verify = false;
  for (simdjson::dom::element operation : operations) {
    std::string_view name;
    if (operation.get(name) != simdjson::SUCCESS) return Broken("\"key_ops\" has a non-string");
    may_verify |= name == "verify";
  }
  return may_verify;
}

// Returns the first bytes of a hash of the public members or, for oct, of the secret.
std::uint64_t Fingerprint(const Kind& kind, const KeyMembers& members) {
  std::string text(kind.kty);
  for (absl::string_view name : kind.make == nullptr ? kind.private_members : kind.public_members) {
    const auto member = members.find(std::string(name));
    const absl::string_view bytes =
        member == members.end() ? "" : absl::string_view(member->second);
    absl::StrAppend(&text, "/", bytes.size(), "/", bytes);
  }
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  std::uint64_t fingerprint = 0;
  std::memcpy(&fingerprint, digest, sizeof fingerprint);
  return fingerprint;
}

bool PartsMatch(const Jwk& key) {
  const absl::StatusOr<std::string> signature = key.Sign("probe");
  return signature.ok() && key.Verify("probe", *signature);
}

}  // namespace

absl::string_view AlgorithmName(Algorithm algorithm) { return KindOf(algorithm).alg; }

bool NamesAlgorithm(absl::string_view alg, Algorithm algorithm) {
  return alg == AlgorithmName(algorithm) || (alg == kEd25519 && algorithm == Algorithm::kEdDsa);
}

Jwk::Jwk(Algorithm algorithm, std::string kid, KeyMembers members, EvpKey key)
    : algorithm_(algorithm),
      kid_(std::move(kid)),
      members_(std::move(members)),
      key_(std::move(key)),
      fingerprint_(Fingerprint(KindOf(algorithm), members_)) {}

absl::string_view Jwk::kty() const { return KindOf(algorithm_).kty; }

absl::StatusOr<Jwk> Jwk::Parse(absl::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS) {
    return Broken("it is not a JSON object");
  }
  absl::StatusOr<Labels> labels = ReadLabels(object);
  if (!labels.ok()) return labels.status();
  const absl::StatusOr<const Kind*> kind = FindKind(*labels);
  if (!kind.ok()) return kind.status();
  absl::StatusOr<KeyMembers> members = ReadMembers(object, **kind);
  if (!members.ok()) return members.status();

  absl::StatusOr<absl::optional<KeyGrants>> grants = ReadGrants(object);
  if (!grants.ok()) return grants.status();
  const absl::StatusOr<bool> may_verify = ReadMayVerify(object);
  if (!may_verify.ok()) return may_verify.status();

  const bool is_secret = (*kind)->make == nullptr;
  if (is_secret && (*members)["k"].size() < kMinSecretBytes) {
    return Broken(absl::StrCat("\"k\" has less than ", kMinSecretBytes, " bytes"));
  }
  EvpKey key = is_secret ? nullptr : (*kind)->make(*members);
  if (!is_secret && key == nullptr) return Broken(absl::StrCat("no sound ", (*kind)->kty, " key"));

  Jwk jwk((*kind)->algorithm, std::move(labels->kid), *std::move(members), std::move(key));
  if (jwk.can_sign() && !PartsMatch(jwk)) {
    return Broken("its private and public parts do not belong together");
  }
  jwk.grants_ = *std::move(grants);
  jwk.may_verify_ = *may_verify;
  jwk.process_ = std::move(labels->process);
  return jwk;
}

Jwk Jwk::GenerateEd25519(absl::string_view kid) {
  EvpKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  std::string x(kEd25519Bytes, '\0');
  std::string d(kEd25519Bytes, '\0');
  std::size_t size = kEd25519Bytes;
  EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(x.data()), &size);
  EVP_PKEY_get_raw_private_key(key.get(), reinterpret_cast<unsigned char*>(d.data()), &size);
  return Jwk(Algorithm::kEdDsa, std::string(kid), {{"x", std::move(x)}, {"d", std::move(d)}},
             std::move(key));
}

bool Jwk::can_sign() const { return members_.count("d") + members_.count("k") > 0; }

absl::StatusOr<std::string> Jwk::Sign(absl::string_view bytes) const {
  if (!can_sign()) return absl::FailedPreconditionError("the key has no private part");
  std::string signature;
  switch (algorithm_) {
    case Algorithm::kHs256:
      signature = SignHs256(members_.at("k"), bytes);
      break;
    case Algorithm::kRs256:
      signature = SignRs256(key_.get(), bytes);
      break;
    case Algorithm::kEs256:
      signature = SignEs256(key_.get(), bytes);
      break;
    case Algorithm::kEdDsa:
      signature = SignEd25519(key_.get(), bytes);
      break;
  }
  if (signature.empty()) return absl::InternalError("OpenSSL cannot sign with the key");
  return signature;
}

bool Jwk::Verify(absl::string_view bytes, absl::string_view signature) const {
  switch (algorithm_) {
    case Algorithm::kHs256:
      return VerifyHs256(members_.at("k"), bytes, signature);
    case Algorithm::kRs256:
      return VerifyRs256(key_.get(), bytes, signature);
    case Algorithm::kEs256:
      return VerifyEs256(key_.get(), bytes, signature);
    case Algorithm::kEdDsa:
      return VerifyEd25519(key_.get(), bytes, signature);
  }
  return false;
}

std::string Jwk::ToJson(bool with_private) const {
  const Kind& kind = KindOf(algorithm_);
  JsonObject json;
  json.String("kty", kind.kty);
  if (!kind.crv.empty()) json.String("crv", kind.crv);
  if (!kid_.empty()) json.String("kid", kid_);
  json.String("alg", kind.alg).String("use", "sig");
  const auto add = [&](absl::Span<const absl::string_view> names) {
    for (absl::string_view name : names) {
      const auto member = members_.find(std::string(name));
      if (member != members_.end()) json.String(name, Base64UrlEncode(member->second));
    }
  };
  if (!process_.empty()) json.String("lossy_process", process_);
  if (grants_) json.Raw("lossy_signs", grants_->ToJson());
  add(kind.public_members);
  if (with_private) add(kind.private_members);
  return json.ToString();
}

}  // namespace lossy::base
