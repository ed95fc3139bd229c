#include "base/identity/jwt.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/identity/base64url.h"
#include "base/identity/jwk.h"
#include "base/identity/jwt_fixture.h"
#include "base/identity/test_keys.h"
#include "base/refusal/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(JwtTest, ReturnsTheClaimsThatWereSigned) {
  rules_ = {.audience = "lossy", .accept_roles = true};
  claims_ = {.sub = "Zoë \"Z\"",
             .device_id = "d1",
             .role = Role::kService,
             .aud = {"other", "lossy"},
             .iss = "edge",
             .exp = kNow + absl::Seconds(60),
             .nbf = kNow,
             .iat = kNow};
  const absl::StatusOr<JwtClaims> verified = Verify(*SignJwt(claims_, key_));
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->sub, claims_.sub);
  EXPECT_EQ(verified->device_id, "d1");
  EXPECT_EQ(verified->role, Role::kService);
  EXPECT_EQ(verified->aud, claims_.aud);
  EXPECT_EQ(verified->iss, "edge");
  EXPECT_EQ(verified->exp, claims_.exp);
  EXPECT_EQ(verified->nbf, claims_.nbf);
  EXPECT_EQ(verified->iat, claims_.iat);
}

TEST_F(JwtTest, ExpiresAtItsExpiry) {
  claims_.exp = kNow + absl::Seconds(1);
  EXPECT_TRUE(Verify(*SignJwt(claims_, key_)).ok());
  claims_.exp = kNow;
  EXPECT_THAT(Refusal(Verify(*SignJwt(claims_, key_))), HasSubstr("expired"));
}

TEST_F(JwtTest, RequiresAnExpiry) {
  EXPECT_THAT(Refusal(VerifyPayload(R"({"sub":"u1"})")), HasSubstr("no \"exp\""));
}

TEST_F(JwtTest, IsNotValidBeforeItsTime) {
  claims_.nbf = kNow + absl::Seconds(1);
  EXPECT_THAT(Refusal(Verify(*SignJwt(claims_, key_))), HasSubstr("not valid yet"));
  claims_.nbf = kNow;
  EXPECT_TRUE(Verify(*SignJwt(claims_, key_)).ok());
  claims_.iat = kNow + absl::Seconds(1);
  EXPECT_THAT(Refusal(Verify(*SignJwt(claims_, key_))), HasSubstr("not valid yet"));
}

TEST_F(JwtTest, ForgivesClocksThatDifferByTheLeeway) {
  rules_.leeway = absl::Seconds(30);
  claims_.exp = kNow - absl::Seconds(29);
  EXPECT_TRUE(Verify(*SignJwt(claims_, key_)).ok());
  claims_.exp = kNow - absl::Seconds(30);
  EXPECT_FALSE(Verify(*SignJwt(claims_, key_)).ok());
  claims_.exp = kNow + absl::Minutes(5);
  claims_.nbf = claims_.iat = kNow + absl::Seconds(30);
  EXPECT_TRUE(Verify(*SignJwt(claims_, key_)).ok());
  claims_.nbf = kNow + absl::Seconds(31);
  EXPECT_FALSE(Verify(*SignJwt(claims_, key_)).ok());
}

TEST_F(JwtTest, AcceptsAnExpiredTokenWithinTheGraceButNotAnEarlyOne) {
  rules_.expiry_grace = absl::Minutes(30);
  claims_.exp = kNow - absl::Minutes(29);
  EXPECT_TRUE(Verify(*SignJwt(claims_, key_)).ok());
  claims_.nbf = kNow + absl::Seconds(1);
  EXPECT_FALSE(Verify(*SignJwt(claims_, key_)).ok());
  claims_.nbf = absl::InfinitePast();
  claims_.exp = kNow - absl::Minutes(30);
  EXPECT_FALSE(Verify(*SignJwt(claims_, key_)).ok());
}

TEST_F(JwtTest, ChecksTheAudienceWhenOneIsExpected) {
  rules_.audience = "lossy";
  EXPECT_TRUE(VerifyClaims(R"(,"aud":"lossy")").ok());
  EXPECT_TRUE(VerifyClaims(R"(,"aud":["x","lossy"])").ok());
  for (const char* aud : {"", R"(,"aud":"x")", R"(,"aud":[])", R"(,"aud":["lossyx","Lossy"])"}) {
    EXPECT_THAT(Refusal(VerifyClaims(aud)), HasSubstr("another audience")) << aud;
  }
  rules_.audience = "";
  EXPECT_TRUE(VerifyClaims(R"(,"aud":"x")").ok());
}

TEST_F(JwtTest, IgnoresRolesUnlessRolesAreAccepted) {
  // The name may have another meaning for an identity provider.
  for (const char* role :
       {R"(,"role":"operator")", R"(,"role":"authenticated")", R"(,"role":["a"])"}) {
    const absl::StatusOr<JwtClaims> claims = VerifyClaims(role);
    ASSERT_TRUE(claims.ok()) << claims.status();
    EXPECT_EQ(claims->role, Role::kUser);
  }
  rules_.accept_roles = true;
  EXPECT_EQ(VerifyClaims(R"(,"role":"operator")")->role, Role::kOperator);
  EXPECT_EQ(VerifyClaims(R"(,"role":"user")")->role, Role::kUser);
  EXPECT_EQ(VerifyClaims("")->role, Role::kUser);
  EXPECT_FALSE(VerifyClaims(R"(,"role":"authenticated")").ok());
  EXPECT_FALSE(VerifyClaims(R"(,"role":["operator"])").ok());
}

TEST_F(JwtTest, ReadsTimesWithAFraction) {
  const absl::StatusOr<JwtClaims> claims =
      VerifyPayload(R"({"sub":"u1","exp":1700000000.5,"iat":1.6e9})");
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_EQ(claims->exp, kNow + absl::Milliseconds(500));
  EXPECT_EQ(claims->iat, absl::FromUnixSeconds(1'600'000'000));
}

TEST_F(JwtTest, RefusesClaimsOfTheWrongKind) {
  const std::string long_id(256, 'a');
  for (const std::string& payload : {
           std::string(R"({"exp":1700000060})"),
           std::string(R"({"sub":"","exp":1700000060})"),
           std::string(R"({"sub":7,"exp":1700000060})"),
           std::string(R"({"sub":null,"exp":1700000060})"),
           std::string(R"({"sub":"a\u0000b","exp":1700000060})"),
           std::string(R"({"sub":"a\u0085b","exp":1700000060})"),
           std::string(R"({"sub":"\ud800","exp":1700000060})"),
           std::string(R"({"sub":"\udc00","exp":1700000060})"),
           absl::StrCat(R"({"sub":")", long_id, R"(","exp":1700000060})"),
           absl::StrCat(R"({"sub":"u1","exp":1700000060,"device_id":")", long_id, R"("})"),
           std::string(R"({"sub":"u1","exp":1700000060,"device_id":7})"),
           std::string(R"({"sub":"u1","exp":1700000060,"iss":{}})"),
           std::string(R"({"sub":"u1","exp":"1700000060"})"),
           std::string(R"({"sub":"u1","exp":1e300})"),
           std::string(R"({"sub":"u1","exp":-1e300})"),
           std::string(R"({"sub":"u1","exp":1e999})"),
           std::string(R"({"sub":"u1","exp":true})"),
           std::string(R"({"sub":"u1","exp":null})"),
           std::string(R"({"sub":"u1","exp":18446744073709551615})"),
           std::string(R"({"sub":"u1","exp":1700000060,"nbf":"0"})"),
           std::string(R"({"sub":"u1","exp":1700000060,"nbf":-1e300})"),
           std::string(R"({"sub":"u1","exp":1700000060,"iat":[]})"),
           std::string(R"({"sub":"u1","exp":1700000060,"aud":7})"),
           std::string(R"({"sub":"u1","exp":1700000060,"aud":["a",7]})"),
           std::string(R"(["sub","u1"])"),
           std::string("null"),
           std::string(""),
           std::string(R"({"sub":"u1","exp":1700000060)"),
       }) {
    EXPECT_FALSE(VerifyPayload(payload).ok()) << payload;
  }
}

TEST_F(JwtTest, RefusesGarbage) {
  const std::string deep(4000, '[');
  for (const std::string& token : {
           std::string(""),
           std::string("."),
           std::string(".."),
           std::string("..."),
           std::string("a.b.c"),
           std::string("a.b.c.d"),
           std::string("e30.e30.e30"),
           std::string("\0\0\0", 3),
           std::string("\xff\xfe.\xff.\xff"),
           std::string(" "),
           std::string("Bearer e30.e30.e30"),
           Base64UrlEncode(deep) + ".e30.",
           *SignJwt(claims_, key_) + "\n",
           " " + *SignJwt(claims_, key_),
           *SignJwt(claims_, key_) + "=",
           *SignJwt(claims_, key_) + ".",
       }) {
    EXPECT_EQ(Verify(token).status().code(), absl::StatusCode::kUnauthenticated) << token;
  }
}

TEST_F(JwtTest, TakesTheGroupsOfALargeCompany) {
  claims_.iss = std::string(16 * 1024, 'i');
  EXPECT_TRUE(Verify(*SignJwt(claims_, key_)).ok());
}

TEST_F(JwtTest, RefusesMoreBytesThanTheRulesAllow) {
  const std::string token = *SignJwt(claims_, key_);
  rules_.max_bytes = token.size();
  EXPECT_TRUE(Verify(token).ok());
  rules_.max_bytes = token.size() - 1;
  EXPECT_EQ(RefusalReasonOf(Verify(token).status()), RefusalReason::kTooLarge);
}

TEST_F(JwtTest, ReportsTheReasonOfEachRefusal) {
  const auto reason = [&](const std::string& token) {
    return RefusalName(RefusalReasonOf(Verify(token).status()));
  };
  rules_.audience = "lossy";
  EXPECT_EQ(reason("a.b"), "malformed");
  EXPECT_EQ(reason(*SignJwt(claims_, Jwk::GenerateEd25519("k2"))), "unknown_key");
  EXPECT_EQ(reason(*SignJwt(claims_, Jwk::GenerateEd25519("k1"))), "bad_signature");
  EXPECT_EQ(reason(*SignJwt(claims_, *Jwk::Parse(NewEs256Jwk("k1")))), "algorithm");
  EXPECT_EQ(reason(*SignJwt(claims_, key_)), "audience");
  claims_.aud = {"lossy"};
  claims_.exp = kNow - absl::Hours(1);
  EXPECT_EQ(reason(*SignJwt(claims_, key_)), "expired");
  claims_.exp = kNow + absl::Hours(1);
  claims_.nbf = kNow + absl::Minutes(1);
  EXPECT_EQ(reason(*SignJwt(claims_, key_)), "not_yet_valid");
  claims_.nbf = kNow;
  rules_.max_life = absl::Minutes(1);
  EXPECT_EQ(reason(*SignJwt(claims_, key_)), "lifetime");
  claims_.sub = "";
  EXPECT_EQ(reason(*SignJwt(claims_, key_)), "malformed");
}

TEST_F(JwtTest, NeverQuotesTheToken) {
  claims_.sub = "visible\nsecret";
  EXPECT_THAT(Refusal(Verify(*SignJwt(claims_, key_))), Not(HasSubstr("secret")));
  EXPECT_THAT(Refusal(VerifyClaims(R"(,"aud":{"secret":1})")), Not(HasSubstr("secret")));
  EXPECT_THAT(Refusal(Verify("secret.secret.secret")), Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace lossy::base
