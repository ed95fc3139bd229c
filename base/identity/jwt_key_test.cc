// Tests which keys verify a token, and which do not.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/identity/base64url.h"
#include "base/identity/jwk.h"
#include "base/identity/jwks.h"
#include "base/identity/jwt.h"
#include "base/identity/jwt_fixture.h"
#include "base/identity/rfc_vectors.h"
#include "base/identity/test_keys.h"
#include "base/refusal/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;

using JwtKeyTest = JwtTest;

TEST_F(JwtKeyTest, NamesTheKeyInTheHeader) {
  const std::vector<std::string> parts = absl::StrSplit(*SignJwt(claims_, key_), '.');
  EXPECT_EQ(Base64UrlDecode(parts[0]), R"({"alg":"EdDSA","kid":"k1","typ":"JWT"})");
}

TEST_F(JwtKeyTest, VerifiesEachAlgorithmByKeyId) {
  const std::vector<std::string> jwks = {NewHs256Jwk("hs"), NewRs256Jwk("rs"), NewEs256Jwk("es"),
                                         NewEdDsaJwk("ed")};
  const Jwks keys = SetOf(jwks);
  for (const std::string& jwk : jwks) {
    const std::string token = *SignJwt(claims_, *Jwk::Parse(jwk));
    EXPECT_TRUE(VerifyJwt(token, keys, rules_, kNow).ok()) << jwk;
  }
}

TEST_F(JwtKeyTest, NoticesEachChangedCharacter) {
  const std::string token = *SignJwt(claims_, key_);
  ASSERT_TRUE(Verify(token).ok());
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (char replacement : {'A', '-', '.', '='}) {
      std::string changed = token;
      if (changed[i] == replacement) continue;
      changed[i] = replacement;
      EXPECT_FALSE(Verify(changed).ok()) << i << replacement;
    }
  }
}

TEST_F(JwtKeyTest, RefusesASignatureOfAnotherKeyWithTheSameId) {
  EXPECT_THAT(Refusal(Verify(*SignJwt(claims_, Jwk::GenerateEd25519("k1")))),
              HasSubstr("signature is wrong"));
}

TEST_F(JwtKeyTest, RefusesAnUnknownKey) {
  EXPECT_THAT(Refusal(Verify(*SignJwt(claims_, Jwk::GenerateEd25519("k2")))),
              HasSubstr("is unknown"));
}

TEST_F(JwtKeyTest, RefusesAnUnsignedToken) {
  const std::string payload = Base64UrlEncode(R"({"sub":"u1","exp":1700000060})");
  for (const char* alg : {"none", "None", "NONE", ""}) {
    const std::string header = Base64UrlEncode(absl::StrCat(R"({"alg":")", alg, R"("})"));
    EXPECT_THAT(Refusal(Verify(absl::StrCat(header, ".", payload, "."))),
                HasSubstr("algorithm is not its key's"))
        << alg;
  }
}

TEST_F(JwtKeyTest, DoesNotTakeAPublicKeyForASecret) {
  const Jwk rsa = *Jwk::Parse(rfc::kRs256Key);
  const std::string public_json = rsa.ToJson(false);
  // An attacker uses the public key, which is known, as the secret of an HMAC.
  const Jwk secret =
      *Jwk::Parse(absl::StrCat(R"({"kty":"oct","k":")", Base64UrlEncode(public_json), R"("})"));
  EXPECT_THAT(Refusal(VerifyJwt(*SignJwt(claims_, secret), SetOf({public_json}), rules_, kNow)),
              HasSubstr("algorithm is not its key's"));
}

TEST_F(JwtKeyTest, UsesAKeyInNoOtherWayThanItsOwn) {
  const std::vector<std::string> jwks = {NewHs256Jwk("k"), NewRs256Jwk("k"), NewEs256Jwk("k"),
                                         NewEdDsaJwk("k")};
  for (const std::string& jwk : jwks) {
    const Jwk key = *Jwk::Parse(jwk);
    for (const char* alg : {"HS256", "RS256", "ES256", "EdDSA", "RS512", "PS256"}) {
      const std::string token =
          Token(key, absl::StrCat(R"({"alg":")", alg, R"("})"), R"({"sub":"u1","exp":1700000060})");
      EXPECT_EQ(VerifyJwt(token, SetOf({jwk}), rules_, kNow).ok(),
                AlgorithmName(key.algorithm()) == alg)
          << jwk << alg;
    }
  }
}

TEST_F(JwtKeyTest, RefusesAHeaderItCannotHonour) {
  const std::string payload = R"({"sub":"u1","exp":1700000060})";
  for (const char* header :
       {R"({"alg":"EdDSA","crit":["b64"],"b64":false})", R"({"alg":"EdDSA","crit":[]})", R"({})",
        R"([])", R"(7)", "", R"({"alg":7})", R"({"alg":"EdDSA","kid":7})", R"({"alg":"EdDSA"} x)",
        "{\"alg\":\"EdDSA\",\"x\":\"\xff\"}"}) {
    EXPECT_FALSE(Verify(Token(key_, header, payload)).ok()) << header;
  }
  EXPECT_TRUE(Verify(Token(key_, R"({"alg":"EdDSA","typ":"at+jwt","x":[1]})", payload)).ok());
}

TEST_F(JwtKeyTest, TriesATokenWithoutAnIdAgainstEveryKeyOfItsAlgorithm) {
  const std::vector<std::string> jwks = {NewRs256Jwk("rs"), NewEs256Jwk("es1"), NewEs256Jwk("es2"),
                                         NewEdDsaJwk("ed1"), NewEdDsaJwk("ed2")};
  const Jwks keys = SetOf(jwks);
  const std::string payload = R"({"sub":"u1","exp":1700000060})";
  for (const std::string& jwk : jwks) {
    const Jwk key = *Jwk::Parse(jwk);
    const std::string header = absl::StrCat(R"({"alg":")", AlgorithmName(key.algorithm()), R"("})");
    EXPECT_TRUE(VerifyJwt(Token(key, header, payload), keys, rules_, kNow).ok()) << key.kid();
  }
  const std::string forged = Token(Jwk::GenerateEd25519("ed1"), R"({"alg":"EdDSA"})", payload);
  EXPECT_EQ(RefusalReasonOf(VerifyJwt(forged, keys, rules_, kNow).status()),
            RefusalReason::kBadSignature);
}

TEST_F(JwtKeyTest, ChoosesAmongKeysWithOneIdByTheAlgorithm) {
  const std::vector<std::string> jwks = {NewRs256Jwk("k"), NewEs256Jwk("k"), NewEdDsaJwk("k")};
  const Jwks keys = SetOf(jwks);
  for (const std::string& jwk : jwks) {
    EXPECT_TRUE(VerifyJwt(*SignJwt(claims_, *Jwk::Parse(jwk)), keys, rules_, kNow).ok()) << jwk;
  }
}

TEST_F(JwtKeyTest, TakesTheNewNameOfTheEdDsaAlgorithm) {
  const std::string payload = R"({"sub":"u1","exp":1700000060})";
  EXPECT_TRUE(Verify(Token(key_, R"({"alg":"Ed25519","kid":"k1"})", payload)).ok());
  EXPECT_TRUE(Verify(Token(key_, R"({"alg":"Ed25519"})", payload)).ok());
  EXPECT_FALSE(Verify(Token(key_, R"({"alg":"Ed448","kid":"k1"})", payload)).ok());
}

TEST_F(JwtKeyTest, NamesTheKeyThatSignedTheFirstTokenOfAChain) {
  EXPECT_EQ(Verify(*SignJwt(claims_, key_))->auth_key, key_.fingerprint());
  claims_.auth_key = 0x0123456789abcdef;
  EXPECT_EQ(Verify(*SignJwt(claims_, key_))->auth_key, key_.fingerprint()) << "not of ours";
  rules_.accept_auth_time = true;
  EXPECT_EQ(Verify(*SignJwt(claims_, key_))->auth_key, 0x0123456789abcdefu);
  for (const char* claim :
       {R"(,"auth_key":7)", R"(,"auth_key":"12")", R"(,"auth_key":"zzzzzzzzzzzzzzzz")"}) {
    EXPECT_FALSE(VerifyClaims(claim).ok()) << claim;
  }
}

}  // namespace
}  // namespace lossy::base
