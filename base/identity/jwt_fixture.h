#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/identity/base64url.h"
#include "base/identity/jwk.h"
#include "base/identity/jwks.h"
#include "base/identity/jwt.h"
#include "gtest/gtest.h"

namespace lossy::base {

// The time at which each test verifies.
inline const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

inline Jwks SetOf(const std::vector<std::string>& keys) {
  return *Jwks::Parse(absl::StrCat(R"({"keys":[)", absl::StrJoin(keys, ","), "]}"));
}

// Returns a correctly signed token with any header and payload.
inline std::string Token(const Jwk& key, absl::string_view header, absl::string_view payload) {
  const std::string bytes = absl::StrCat(Base64UrlEncode(header), ".", Base64UrlEncode(payload));
  return absl::StrCat(bytes, ".", Base64UrlEncode(*key.Sign(bytes)));
}

// A fixture for tests of VerifyJwt: one key, its JWKS, and valid claims and rules.
class JwtTest : public testing::Test {
 protected:
  JwtTest() { claims_.sub = "u1", claims_.exp = kNow + absl::Minutes(1); }

  absl::StatusOr<JwtClaims> Verify(absl::string_view token) {
    return VerifyJwt(token, keys_, rules_, kNow);
  }

  absl::StatusOr<JwtClaims> VerifyPayload(absl::string_view payload) {
    return Verify(Token(key_, R"({"alg":"EdDSA"})", payload));
  }

  // Verifies a payload with a valid "sub" and "exp", followed by the text `more`.
  absl::StatusOr<JwtClaims> VerifyClaims(absl::string_view more) {
    return VerifyPayload(absl::StrCat(R"({"sub":"u1","exp":1700000060)", more, "}"));
  }

  std::string Refusal(const absl::StatusOr<JwtClaims>& result) {
    EXPECT_EQ(result.status().code(), absl::StatusCode::kUnauthenticated) << result.status();
    return std::string(result.status().message());
  }

  const Jwk key_ = Jwk::GenerateEd25519("k1");
  const Jwks keys_ = SetOf({key_.ToJson(false)});
  JwtRules rules_;
  JwtClaims claims_;
};

}  // namespace lossy::base
