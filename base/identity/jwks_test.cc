#include "base/identity/jwks.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/identity/test_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string SetOf(const std::vector<std::string>& kids) {
  const auto key = [](std::string* out, const std::string& kid) {
    out->append(Jwk::GenerateEd25519(kid).ToJson(false));
  };
  return absl::StrCat(R"({"keys":[)", absl::StrJoin(kids, ",", key), "]}");
}

// Returns the ids of the keys with which a token is checked, in order.
std::vector<std::string> Tried(const Jwks& keys, absl::string_view kid,
                               absl::string_view alg = "EdDSA") {
  std::vector<std::string> kids;
  for (const Jwk* key : keys.Find(kid, alg)) kids.push_back(key->kid());
  return kids;
}

TEST(Jwks, FindsAKeyByItsId) {
  const Jwks keys = *Jwks::Parse(SetOf({"a", "b"}));
  EXPECT_THAT(Tried(keys, "b"), ElementsAre("b"));
  EXPECT_THAT(Tried(keys, "c"), IsEmpty());
  EXPECT_THAT(Tried(keys, "b", "ES256"), IsEmpty());
}

TEST(Jwks, LetsEveryKeyOfItsAlgorithmAnswerATokenWithoutAnId) {
  const Jwks keys = *Jwks::Parse(absl::StrCat(R"({"keys":[)", NewEs256Jwk("a"), ",",
                                              NewEdDsaJwk("b"), ",", NewEdDsaJwk("c"), "]}"));
  EXPECT_THAT(Tried(keys, "", "EdDSA"), ElementsAre("b", "c"));
  EXPECT_THAT(Tried(keys, "", "ES256"), ElementsAre("a"));
  EXPECT_THAT(Tried(keys, "", "RS256"), IsEmpty());
}

TEST(Jwks, TriesABoundedNumberOfKeys) {
  std::vector<std::string> kids;
  for (int i = 0; i < 100; ++i) kids.push_back(absl::StrCat("k", i));
  const Jwks keys = *Jwks::Parse(SetOf(kids));
  EXPECT_EQ(keys.size(), 100u);
  EXPECT_EQ(Tried(keys, "").size(), Jwks::kMaxCandidates);
  EXPECT_THAT(Tried(keys, "k99"), ElementsAre("k99"));
}

TEST(Jwks, TriesKeysWithoutAnIdForUnknownIds) {
  const Jwks keys = *Jwks::Parse(SetOf({"a", "", ""}));
  EXPECT_EQ(keys.size(), 3u);
  EXPECT_THAT(Tried(keys, "a"), ElementsAre("a"));
  EXPECT_THAT(Tried(keys, "b"), ElementsAre("", ""));
  EXPECT_THAT(Tried(keys, ""), ElementsAre("a", "", ""));
}

TEST(Jwks, LetsKeysOfAnotherKindShareAnId) {
  const Jwks keys = *Jwks::Parse(absl::StrCat(R"({"keys":[)", NewEs256Jwk("a"), ",",
                                              NewEdDsaJwk("a"), ",", NewRs256Jwk("a"), "]}"));
  EXPECT_EQ(keys.size(), 3u);
  EXPECT_THAT(Tried(keys, "a", "ES256"), ElementsAre("a"));
  EXPECT_THAT(Tried(keys, "a", "RS256"), ElementsAre("a"));
}

TEST(Jwks, AddsAnotherSet) {
  Jwks keys = *Jwks::Parse(SetOf({"a"}));
  std::vector<SkippedKey> skipped;
  EXPECT_TRUE(keys.Add(SetOf({"a", "b"}), &skipped).ok());
  EXPECT_EQ(keys.size(), 2u);
  EXPECT_THAT(Tried(keys, "b"), ElementsAre("b"));
  ASSERT_EQ(skipped.size(), 1u);
  EXPECT_EQ(skipped[0].kid, "a");
  EXPECT_FALSE(keys.Add("{}").ok());
  EXPECT_EQ(keys.size(), 2u);
}

TEST(Jwks, IdentifiesKeysByTheirKeyMaterial) {
  const Jwk key = Jwk::GenerateEd25519("a");
  const Jwks keys = *Jwks::Parse(absl::StrCat(R"({"keys":[)", key.ToJson(false), "]}"));
  EXPECT_TRUE(keys.Has(key.fingerprint()));
  EXPECT_TRUE(keys.Has(Jwk::Parse(key.ToJson(true))->fingerprint()));
  EXPECT_FALSE(keys.Has(Jwk::GenerateEd25519("a").fingerprint()));
}

// A key with the id "odd" that Parse skips, and the expected problem.
struct Odd {
  std::string key;
  const char* problem;
};

class OddKey : public testing::TestWithParam<Odd> {};

TEST_P(OddKey, IsSkippedWithoutEffectOnOtherKeys) {
  const std::string good = SetOf({"good"});
  for (const std::string& set :
       {absl::StrReplaceAll(good, {{"[{", absl::StrCat("[", GetParam().key, ",{")}}),
        absl::StrReplaceAll(good, {{"}]", absl::StrCat("},", GetParam().key, "]")}})}) {
    std::vector<SkippedKey> skipped;
    const absl::StatusOr<Jwks> keys = Jwks::Parse(set, &skipped);
    ASSERT_TRUE(keys.ok()) << keys.status();
    EXPECT_EQ(keys->size(), 1u);
    EXPECT_THAT(Tried(*keys, "good"), ElementsAre("good"));
    ASSERT_EQ(skipped.size(), 1u);
    EXPECT_EQ(skipped[0].kid, absl::StrContains(GetParam().key, "\"kid\":\"odd\"") ? "odd" : "");
    EXPECT_THAT(skipped[0].problem, HasSubstr(GetParam().problem));
  }
}

std::string With(absl::string_view members, const std::string& key) {
  return absl::StrCat("{", members, ",", absl::string_view(key).substr(1));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, OddKey,
    testing::Values(
        Odd{R"({"kty":"future","kid":"odd"})", "not one of those"},
        Odd{R"({"kty":"EC","crv":"P-384","kid":"odd","x":"AA","y":"AA"})", "not one of those"},
        Odd{R"({"kty":"EC","crv":"secp256k1","kid":"odd","x":"AA","y":"AA"})", "not one of those"},
        Odd{With(R"("use":"enc","kid":"odd")", R"({"kty":"RSA","n":"AA","e":"AQAB"})"),
            "not one of those"},
        Odd{NewRs256Jwk("odd", 1024), "no sound RSA key"},
        Odd{R"({"kty":"RSA","kid":"odd","alg":"ES256","n":"AA","e":"AQAB"})", "\"alg\" must be"},
        Odd{R"({"kty":"RSA","kid":"odd","alg":"PS256","n":"AA","e":"AQAB"})", "not one of those"},
        Odd{R"({"kty":"oct","kid":"odd","k":"AyM1SysPpbyDfgZld3umj1qz"})", "less than 32 bytes"},
        Odd{R"({"kty":"OKP","crv":"Ed25519","kid":"odd",)"
            R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="})",
            "not base64url"},
        Odd{R"({"kty":"OKP","crv":"Ed25519","kid":"odd",)"
            R"("x":"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
            "not base64url"},
        Odd{R"({"kty":"OKP","crv":"Ed25519","kid":"odd","key_ops":["encrypt"],)"
            R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
            "no \"verify\""},
        Odd{R"({"kty":"OKP","crv":"Ed25519","kid":"odd","key_ops":"verify",)"
            R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
            "not a list"},
        Odd{R"({"kid":"odd"})", "no \"kty\""}, Odd{R"({"kty":"RSA","kid":7})", "not a string"},
        Odd{"7", "not a JSON object"}, Odd{"null", "not a JSON object"}));

TEST(Jwks, KeepsTheFirstOfTwoIndistinguishableKeys) {
  const Jwk first = Jwk::GenerateEd25519("a");
  const Jwk second = Jwk::GenerateEd25519("a");
  std::vector<SkippedKey> skipped;
  const Jwks keys = *Jwks::Parse(
      absl::StrCat(R"({"keys":[)", first.ToJson(false), ",", second.ToJson(false), "]}"), &skipped);
  EXPECT_TRUE(keys.Has(first.fingerprint()));
  EXPECT_FALSE(keys.Has(second.fingerprint()));
  EXPECT_THAT(
      skipped,
      ElementsAre(SkippedKey{
          .kid = "a", .index = 1, .problem = "another key has the same \"kid\" and \"kty\""}));
}

TEST(Jwks, TakesAKeyThatMayVerifyAmongOtherThings) {
  const std::string key = Jwk::GenerateEd25519("a").ToJson(false);
  EXPECT_EQ(
      Jwks::Parse(absl::StrCat(R"({"keys":[)", With(R"("key_ops":["sign","verify"])", key), "]}"))
          ->size(),
      1u);
}

TEST(Jwks, MayBeEmpty) {
  EXPECT_EQ(Jwks::Parse(R"({"keys":[]})")->size(), 0u);
  EXPECT_THAT(Tried(*Jwks::Parse(R"({"keys":[]})"), ""), IsEmpty());
}

TEST(Jwks, RefusesInvalidSets) {
  for (const char* json : {"", "{}", "[]", "7", R"({"keys":{}})", R"({"keys":[]} x)"}) {
    EXPECT_EQ(Jwks::Parse(json).status().code(), absl::StatusCode::kInvalidArgument) << json;
  }
}

}  // namespace
}  // namespace lossy::base
