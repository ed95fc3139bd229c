#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "base/identity/base64url.h"
#include "base/identity/identity.h"
#include "base/identity/jwk.h"
#include "base/identity/jwks.h"
#include "base/identity/jwt.h"
#include "base/identity/rfc_vectors.h"
#include "base/testing/fuzzing.h"

namespace {

using lossy::base::Base64UrlEncode;
using lossy::base::IsUserId;
using lossy::base::Jwk;
using lossy::base::Jwks;
using lossy::base::JwtClaims;
using lossy::base::JwtRules;
using lossy::base::Require;
using lossy::base::VerifyJwt;
namespace rfc = lossy::base::rfc;

constexpr char kHeader[] = R"({"alg":"HS256"})";

}  // namespace

// Verifies the input as a token and as the payload of a signed token, and parses it as a JWKS.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Jwk* const key = new Jwk(*Jwk::Parse(rfc::kHs256Key));
  static const Jwks* const keys =
      new Jwks(*Jwks::Parse(absl::StrCat(R"({"keys":[)", rfc::kHs256Key, "]}")));
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const absl::Time now = absl::FromUnixSeconds(1'300'000'000);
  const JwtRules rules{.audience = "lossy", .accept_roles = true};

  Require(!VerifyJwt(input, *keys, rules, now).ok(), "a random signature is rejected");

  const std::string bytes = absl::StrCat(Base64UrlEncode(kHeader), ".", Base64UrlEncode(input));
  const std::string token = absl::StrCat(bytes, ".", Base64UrlEncode(*key->Sign(bytes)));
  const absl::StatusOr<JwtClaims> claims = VerifyJwt(token, *keys, rules, now);
  Require(!claims.ok() || IsUserId(claims->sub), "a good token has a good user");

  (void)Jwks::Parse(input);
  return 0;
}
