#include "base/identity/jwt.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/identity/base64url.h"
#include "base/identity/json_members.h"
#include "base/identity/json_object.h"
#include "base/refusal/refusal.h"
#include "base/text/json_string.h"
#include "base/utf8/utf8_prefix.h"
#include "simdjson.h"

namespace lossy::base {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// The year 9999. The bound keeps arithmetic with leeways exact.
constexpr double kMaxUnixSeconds = 253402300799;
// The bytes of an unknown key's id that an error names.
constexpr std::size_t kMaxKidInProblem = 64;

std::int64_t Seconds(absl::Duration duration) { return absl::ToInt64Seconds(duration); }

absl::Status Malformed(absl::string_view problem) {
  return RefusedToken(RefusalReason::kMalformed, problem);
}

struct Parts {
  absl::string_view header, payload, signature;
  absl::string_view signed_bytes;  // The header, a dot and the payload.
};

absl::StatusOr<Parts> Split(absl::string_view token, std::size_t max_bytes) {
  if (token.size() > max_bytes) {
    return RefusedToken(RefusalReason::kTooLarge,
                        absl::StrCat("it has more than ", max_bytes, " bytes"));
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return Malformed("it is not a JWT");
  return Parts{.header = parts[0],
               .payload = parts[1],
               .signature = parts[2],
               .signed_bytes = token.substr(0, parts[0].size() + 1 + parts[1].size())};
}

// The object lives in `parser`.
absl::StatusOr<object> Decode(absl::string_view part, simdjson::dom::parser* parser) {
  const absl::optional<std::string> json = Base64UrlDecode(part);
  object decoded;
  if (!json || parser->parse(*json).get(decoded) != simdjson::SUCCESS) {
    return Malformed("it is not a JWT");
  }
  return decoded;
}

// Returns the keys that may have signed the token. A key is used with its own algorithm alone.
absl::StatusOr<std::vector<const Jwk*>> ChooseKeys(absl::string_view header, const Jwks& keys) {
  simdjson::dom::parser parser;
  const absl::StatusOr<object> decoded = Decode(header, &parser);
  if (!decoded.ok()) return decoded.status();
  const absl::StatusOr<std::string> alg = StringMember(*decoded, "alg");
  const absl::StatusOr<std::string> kid = StringMember(*decoded, "kid");
  if (!alg.ok() || !kid.ok()) return Malformed("its header is malformed");
  // RFC 7515, 4.1.11: a critical extension that is not supported makes the token invalid.
  if (decoded->at_key("crit").error() != simdjson::NO_SUCH_FIELD) {
    return Malformed("it needs an extension that is not supported");
  }
  bool known = false;
  std::vector<const Jwk*> found = keys.Find(*kid, *alg, &known);
  if (!found.empty()) return found;
  return known ? RefusedToken(RefusalReason::kAlgorithm, "its algorithm is not its key's")
               : RefusedToken(RefusalReason::kUnknownKey,
                              absl::StrCat("its key \"", Utf8Prefix(*kid, kMaxKidInProblem),
                                           "\" is unknown"));
}

// The key that signed the token.
absl::StatusOr<const Jwk*> CheckSignature(const Parts& parts, const Jwks& keys) {
  const absl::StatusOr<std::vector<const Jwk*>> candidates = ChooseKeys(parts.header, keys);
  if (!candidates.ok()) return candidates.status();
  if (const absl::optional<std::string> signature = Base64UrlDecode(parts.signature)) {
    for (const Jwk* key : *candidates) {
      if (key->Verify(parts.signed_bytes, *signature)) return key;
    }
  }
  return RefusedToken(RefusalReason::kBadSignature, "its signature is wrong");
}

absl::Status ReadText(const object& payload, absl::string_view name, std::string* value) {
  absl::StatusOr<std::string> text = StringMember(payload, name);
  if (!text.ok()) return Malformed(text.status().message());
  *value = *std::move(text);
  return absl::OkStatus();
}

// Does not change `time` if there is no such claim.
absl::Status ReadTime(const object& payload, absl::string_view name, absl::Time* time) {
  element claim;
  const auto found = payload.at_key(std::string_view(name.data(), name.size())).get(claim);
  if (found == simdjson::NO_SUCH_FIELD) return absl::OkStatus();
  double seconds = 0;
  if (found != simdjson::SUCCESS || claim.get(seconds) != simdjson::SUCCESS ||
      std::abs(seconds) > kMaxUnixSeconds) {
    return Malformed(absl::StrCat("\"", name, "\" is not a time"));
  }
  *time = absl::UnixEpoch() + absl::Seconds(seconds);
  return absl::OkStatus();
}

// The claim has 16 hexadecimal digits. Does not change `key` if there is no such claim.
absl::Status ReadAuthKey(const object& payload, std::uint64_t* key) {
  std::string digits;
  if (absl::Status read = ReadText(payload, "auth_key", &digits); !read.ok()) return read;
  if (digits.empty()) return absl::OkStatus();
  if (digits.size() == 16 && absl::SimpleHexAtoi(digits, key)) return absl::OkStatus();
  return Malformed("\"auth_key\" is malformed");
}

absl::Status ReadAudience(const object& payload, std::vector<std::string>* audience) {
  element claim;
  if (payload.at_key("aud").get(claim) != simdjson::SUCCESS) return absl::OkStatus();
  std::string_view one;
  if (claim.get(one) == simdjson::SUCCESS) {
    audience->emplace_back(one);
    return absl::OkStatus();
  }
  simdjson::dom::array many;
  if (claim.get(many) != simdjson::SUCCESS) return Malformed("\"aud\" is malformed");
  for (element name : many) {
    if (name.get(one) != simdjson::SUCCESS) return Malformed("\"aud\" is malformed");
    audience->emplace_back(one);
  }
  return absl::OkStatus();
}

absl::Status ReadRole(const object& payload, Role* role) {
  std::string name;
  if (absl::Status read = ReadText(payload, "role", &name); !read.ok()) return read;
  if (name.empty()) return absl::OkStatus();
  const absl::optional<Role> known = ParseRole(name);
  if (!known) return Malformed("\"role\" is unknown");
  *role = *known;
  return absl::OkStatus();
}

absl::StatusOr<JwtClaims> ReadClaims(absl::string_view part, const JwtRules& rules) {
  simdjson::dom::parser parser;
  const absl::StatusOr<object> payload = Decode(part, &parser);
  if (!payload.ok()) return payload.status();
  JwtClaims claims;
  absl::Status read;
  read.Update(ReadText(*payload, "sub", &claims.sub));
  read.Update(ReadText(*payload, "device_id", &claims.device_id));
  read.Update(ReadText(*payload, "iss", &claims.iss));
  read.Update(ReadAudience(*payload, &claims.aud));
  read.Update(ReadTime(*payload, "exp", &claims.exp));
  read.Update(ReadTime(*payload, "nbf", &claims.nbf));
  read.Update(ReadTime(*payload, "iat", &claims.iat));
  if (rules.accept_auth_time) {
    read.Update(ReadTime(*payload, "auth_time", &claims.auth_time));
    read.Update(ReadAuthKey(*payload, &claims.auth_key));
  }
  if (rules.accept_roles) read.Update(ReadRole(*payload, &claims.role));
  if (!read.ok()) return read;
  return claims;
}

absl::Status CheckNames(const JwtClaims& claims) {
  if (!IsUserId(claims.sub)) return Malformed("\"sub\" is missing, too long or not printable");
  if (!IsDeviceId(claims.device_id)) return Malformed("\"device_id\" is too long or not printable");
  return absl::OkStatus();
}

absl::Status CheckAudience(const JwtClaims& claims, const JwtRules& rules, const Jwk& key) {
  if (rules.audience.empty() || absl::c_linear_search(claims.aud, rules.audience)) {
    return absl::OkStatus();
  }
  const bool of_an_operator = key.grants() && key.grants()->Allow(Role::kOperator, rules.audience);
  if (!rules.installation.empty() && absl::c_linear_search(claims.aud, rules.installation) &&
      (of_an_operator || rules.grants == GrantCheck::kWhereGiven)) {
    return absl::OkStatus();
  }
  return RefusedToken(RefusalReason::kAudience,
                      absl::StrCat("it is for another audience than ", rules.audience));
}

absl::Status CheckGrants(const JwtClaims& claims, const JwtRules& rules, const Jwk& key) {
  if (rules.grants == GrantCheck::kNone) return absl::OkStatus();
  if (!key.grants()) {
    if (rules.grants == GrantCheck::kWhereGiven) return absl::OkStatus();
    return RefusedToken(RefusalReason::kGrants,
                        "its key has no \"lossy_signs\" in the JWKS and may sign nothing");
  }
  if (key.grants()->Allow(claims.role, rules.audience)) return absl::OkStatus();
  return RefusedToken(RefusalReason::kGrants,
                      absl::StrCat("its key may not sign the role ", RoleName(claims.role), " for ",
                                   rules.audience));
}

// A process could write any "iss"; the JWKS is the operator's.
const std::string& ProcessOf(const Jwk& key, const JwtClaims& claims) {
  return key.process().empty() ? claims.iss : key.process();
}

std::string AudienceJson(const std::vector<std::string>& audience) {
  const auto quoted = [](std::string* out, absl::string_view name) { AppendJsonString(name, out); };
  const std::string names = absl::StrJoin(audience, ",", quoted);
  return audience.size() == 1 ? names : absl::StrCat("[", names, "]");
}

std::string Payload(const JwtClaims& claims) {
  JsonObject json;
  if (!claims.iss.empty()) json.String("iss", claims.iss);
  json.String("sub", claims.sub);
  if (!claims.aud.empty()) json.Raw("aud", AudienceJson(claims.aud));
  if (!claims.device_id.empty()) json.String("device_id", claims.device_id);
  if (claims.role != Role::kUser) json.String("role", RoleName(claims.role));
  if (claims.auth_time != absl::InfinitePast()) {
    json.Number("auth_time", absl::ToUnixSeconds(claims.auth_time));
  }
  if (claims.auth_key != 0) {
    json.String("auth_key", absl::StrCat(absl::Hex(claims.auth_key, absl::kZeroPad16)));
  }
  if (claims.iat != absl::InfinitePast()) json.Number("iat", absl::ToUnixSeconds(claims.iat));
  if (claims.nbf != absl::InfinitePast()) json.Number("nbf", absl::ToUnixSeconds(claims.nbf));
  json.Number("exp", absl::ToUnixSeconds(claims.exp));
  return json.ToString();
}

// Reads the claims of a token that `signer` has signed, and checks them.
absl::StatusOr<JwtClaims> ReadSigned(const Parts& parts, const Jwk& signer, const JwtRules& rules,
                                     absl::Time now) {
  absl::StatusOr<JwtClaims> claims = ReadClaims(parts.payload, rules);
  if (!claims.ok()) return claims;
  absl::Status checked = CheckNames(*claims);
  checked.Update(CheckAudience(*claims, rules, signer));
  checked.Update(CheckGrants(*claims, rules, signer));
  if (!checked.ok()) return checked;
  if (absl::Status timely = CheckJwtTimes(*claims, rules, now); !timely.ok()) return timely;
  if (claims->auth_key == 0) claims->auth_key = signer.fingerprint();
  if (rules.grants != GrantCheck::kNone) claims->process = ProcessOf(signer, *claims);
  return claims;
}

}  // namespace

absl::StatusOr<JwtClaims> VerifyJwt(absl::string_view token, const Jwks& keys,
                                    const JwtRules& rules, absl::Time now) {
  const Jwk* signer = nullptr;
  return VerifyJwt(token, keys, rules, now, &signer);
}

absl::StatusOr<JwtClaims> VerifyJwt(absl::string_view token, const Jwks& keys,
                                    const JwtRules& rules, absl::Time now, const Jwk** signer) {
  const absl::StatusOr<Parts> parts = Split(token, rules.max_bytes);
  if (!parts.ok()) return parts.status();
  // The payload is read only after the signature is verified.
  const absl::StatusOr<const Jwk*> key = CheckSignature(*parts, keys);
  if (!key.ok()) return key.status();
  absl::StatusOr<JwtClaims> claims = ReadSigned(*parts, **key, rules, now);
  if (claims.ok()) *signer = *key;
  return claims;
}

absl::StatusOr<JwtClaims> ReadVerifiedJwt(absl::string_view token, const Jwk& signer,
                                          const JwtRules& rules, absl::Time now) {
  const absl::StatusOr<Parts> parts = Split(token, rules.max_bytes);
  if (!parts.ok()) return parts.status();
  return ReadSigned(*parts, signer, rules, now);
}

absl::Status CheckJwtTimes(const JwtClaims& claims, const JwtRules& rules, absl::Time now) {
  if (claims.exp == absl::InfinitePast()) return Malformed("it has no \"exp\"");
  if (now >= claims.exp + rules.leeway + rules.expiry_grace) {
    return RefusedToken(RefusalReason::kExpired,
                        absl::StrCat("it has expired ", Seconds(now - claims.exp),
                                     " s ago; its user is ", claims.sub));
  }
  const absl::Time latest = now + rules.leeway + rules.start_grace;
  if (latest < claims.nbf || latest < claims.iat) {
    return RefusedToken(RefusalReason::kNotYetValid,
                        absl::StrCat("it is not valid yet, but in ",
                                     Seconds(std::max(claims.nbf, claims.iat) - now),
                                     " s; its user is ", claims.sub));
  }
  const absl::Time start = claims.iat == absl::InfinitePast() ? now : claims.iat;
  if (claims.exp - start > rules.max_life) {
    return RefusedToken(
        RefusalReason::kLifetime,
        absl::StrCat("it lasts longer than the ", absl::ToInt64Hours(rules.max_life),
                     " hours for which revocations are kept"));
  }
  return absl::OkStatus();
}

std::string JwtTextToSign(const JwtClaims& claims, const Jwk& key) {
  JsonObject header;
  header.String("alg", AlgorithmName(key.algorithm()));
  if (!key.kid().empty()) header.String("kid", key.kid());
  header.String("typ", "JWT");
  return absl::StrCat(Base64UrlEncode(header.ToString()), ".", Base64UrlEncode(Payload(claims)));
}

void AppendJwtSignature(absl::string_view signature, std::string* text) {
  absl::StrAppend(text, ".", Base64UrlEncode(signature));
}

absl::StatusOr<std::string> SignJwt(const JwtClaims& claims, const Jwk& key) {
  std::string token = JwtTextToSign(claims, key);
  const absl::StatusOr<std::string> signature = key.Sign(token);
  if (!signature.ok()) return signature.status();
  AppendJwtSignature(*signature, &token);
  return token;
}

}  // namespace lossy::base
