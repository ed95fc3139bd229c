#include "base/identity/jwk.h"

#include <openssl/bn.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/identity/base64url.h"
#include "base/identity/rfc_vectors.h"
#include "base/identity/test_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;
using testing::Not;

// Returns a member of the published key as text.
std::string RsaModulus() {
  const std::vector<std::string> parts = absl::StrSplit(rfc::kRs256Key, absl::ByAnyChar("{},"));
  for (absl::string_view part : parts) {
    if (absl::ConsumePrefix(&part, "\"n\":\"")) return std::string(absl::StripSuffix(part, "\""));
  }
  return "";
}

struct Vector {
  const char* key;
  const char* token;
};

class Rfc : public testing::TestWithParam<Vector> {
 protected:
  Rfc() {
    const std::vector<std::string> parts = absl::StrSplit(GetParam().token, '.');
    signed_bytes_ = absl::StrCat(parts[0], ".", parts[1]);
    signature_ = *Base64UrlDecode(parts[2]);
  }

  std::string signed_bytes_, signature_;
};

TEST_P(Rfc, VerifiesThePublishedSignature) {
  const absl::StatusOr<Jwk> key = Jwk::Parse(GetParam().key);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_TRUE(key->Verify(signed_bytes_, signature_));
  EXPECT_FALSE(key->Verify(signed_bytes_ + "x", signature_));
}

TEST_P(Rfc, MakesThePublishedSignatureWhereItIsTheOnlyOne) {
  const absl::StatusOr<Jwk> key = Jwk::Parse(GetParam().key);
  ASSERT_TRUE(key.ok()) << key.status();
  const std::string made = *key->Sign(signed_bytes_);
  // ECDSA draws a random number for each signature.
  EXPECT_EQ(made == signature_, key->algorithm() != Algorithm::kEs256);
}

INSTANTIATE_TEST_SUITE_P(Vectors, Rfc,
                         testing::Values(Vector{rfc::kHs256Key, rfc::kHs256Token},
                                         Vector{rfc::kRs256Key, rfc::kRs256Token},
                                         Vector{rfc::kEs256Key, rfc::kEs256Token},
                                         Vector{rfc::kEdDsaKey, rfc::kEdDsaToken}));

class Fresh : public testing::TestWithParam<std::string> {
 protected:
  const Jwk key_ = *Jwk::Parse(GetParam());
};

TEST_P(Fresh, VerifiesItsOwnSignaturesOnly) {
  const std::string signature = *key_.Sign("message");
  EXPECT_TRUE(key_.Verify("message", signature));
  EXPECT_FALSE(key_.Verify("massage", signature));
  EXPECT_FALSE(key_.Verify("message", signature + "x"));
  EXPECT_FALSE(key_.Verify("message", signature.substr(1)));
  EXPECT_FALSE(key_.Verify("message", ""));
}

TEST_P(Fresh, NoticesEachFlippedBit) {
  const std::string signature = *key_.Sign("message");
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string flipped = signature;
    flipped[i] = static_cast<char>(flipped[i] ^ (1 << (i % 8)));
    EXPECT_FALSE(key_.Verify("message", flipped)) << i;
  }
}

TEST_P(Fresh, SurvivesTheWayThroughJson) {
  const absl::StatusOr<Jwk> copy = Jwk::Parse(key_.ToJson(/*with_private=*/true));
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(copy->kid(), "k1");
  EXPECT_TRUE(key_.Verify("message", *copy->Sign("message")));
}

INSTANTIATE_TEST_SUITE_P(Keys, Fresh,
                         testing::Values(NewHs256Jwk("k1"), NewRs256Jwk("k1"), NewEs256Jwk("k1"),
                                         NewEdDsaJwk("k1"),
                                         Jwk::GenerateEd25519("k1").ToJson(true)));

class Public : public testing::TestWithParam<std::string> {};

TEST_P(Public, VerifiesButCannotSign) {
  const Jwk key = *Jwk::Parse(GetParam());
  const std::string json = key.ToJson(/*with_private=*/false);
  EXPECT_THAT(json, Not(HasSubstr("\"d\"")));
  EXPECT_THAT(json, Not(HasSubstr("\"p\"")));
  const absl::StatusOr<Jwk> public_key = Jwk::Parse(json);
  ASSERT_TRUE(public_key.ok()) << public_key.status();
  EXPECT_FALSE(public_key->can_sign());
  EXPECT_EQ(public_key->Sign("m").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(public_key->Verify("m", *key.Sign("m")));
}

INSTANTIATE_TEST_SUITE_P(Keys, Public,
                         testing::Values(NewRs256Jwk("k1"), NewEs256Jwk("k1"), NewEdDsaJwk("k1")));

TEST(Jwk, KeepsASecretOutOfItsPublicForm) {
  const Jwk key = *Jwk::Parse(NewHs256Jwk("k1"));
  EXPECT_THAT(key.ToJson(false), Not(HasSubstr("\"k\"")));
}

TEST(Jwk, GeneratesADifferentKeyEachTime) {
  EXPECT_NE(Jwk::GenerateEd25519("a").ToJson(true), Jwk::GenerateEd25519("a").ToJson(true));
}

std::string With(absl::string_view key, absl::string_view members) {
  return absl::StrCat("{", members, ",", key.substr(1));
}

TEST(Jwk, TakesTheAlgorithmOfItsKindOnly) {
  EXPECT_EQ(Jwk::Parse(With(rfc::kRs256Key, R"("alg":"RS256","use":"sig")"))->algorithm(),
            Algorithm::kRs256);
  for (const char* alg : {"HS256", "ES256", "EdDSA"}) {
    const absl::Status status =
        Jwk::Parse(With(rfc::kRs256Key, absl::StrCat(R"("alg":")", alg, "\""))).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << alg;
    EXPECT_THAT(std::string(status.message()), HasSubstr("RS256"));
  }
  EXPECT_FALSE(Jwk::Parse(With(rfc::kHs256Key, R"("alg":"RS256")")).ok());
  EXPECT_FALSE(Jwk::Parse(With(rfc::kEdDsaKey, R"("alg":"HS256")")).ok());
}

TEST(Jwk, KnowsEdDsaByBothOfItsNames) {
  EXPECT_EQ(Jwk::Parse(With(rfc::kEdDsaKey, R"("alg":"Ed25519")"))->algorithm(), Algorithm::kEdDsa);
  EXPECT_TRUE(NamesAlgorithm("Ed25519", Algorithm::kEdDsa));
  EXPECT_TRUE(NamesAlgorithm("EdDSA", Algorithm::kEdDsa));
  EXPECT_FALSE(NamesAlgorithm("Ed25519", Algorithm::kEs256));
  EXPECT_EQ(Jwk::Parse(With(rfc::kEdDsaKey, R"("alg":"Ed448")")).status().code(),
            absl::StatusCode::kUnimplemented);
}

TEST(Jwk, ReadsWhetherItMayVerify) {
  EXPECT_TRUE(Jwk::Parse(rfc::kEdDsaKey)->may_verify());
  EXPECT_FALSE(Jwk::Parse(With(rfc::kEdDsaKey, R"("key_ops":["sign"])"))->may_verify());
  EXPECT_TRUE(Jwk::Parse(With(rfc::kEdDsaKey, R"("key_ops":["sign","verify"])"))->may_verify());
}

TEST(Jwk, DistinguishesAnUnusableKeyFromABrokenOne) {
  for (const std::string& json : {
           With(rfc::kRs256Key, R"("use":"enc")"),
           With(rfc::kRs256Key, R"("alg":"RS512")"),
           std::string(R"({"kty":"EC","crv":"P-384","x":"AA","y":"AA"})"),
           std::string(R"({"kty":"OKP","crv":"X25519","x":"AA"})"),
           std::string(R"({"kty":"future"})"),
       }) {
    EXPECT_EQ(Jwk::Parse(json).status().code(), absl::StatusCode::kUnimplemented) << json;
  }
}

// Returns a public RSA key. Its modulus is a power of the published modulus of 2048 bits.
std::string RsaOfPower(int power) {
  const std::string modulus = *Base64UrlDecode(RsaModulus());
  BN_CTX* context = BN_CTX_new();
  BIGNUM* n = BN_bin2bn(reinterpret_cast<const unsigned char*>(modulus.data()),
                        static_cast<int>(modulus.size()), nullptr);
  BIGNUM* exponent = BN_new();
  BN_set_word(exponent, static_cast<BN_ULONG>(power));
  BN_exp(n, n, exponent, context);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(n)), '\0');
  BN_bn2bin(n, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(exponent);
  BN_free(n);
  BN_CTX_free(context);
  return absl::StrCat(R"({"kty":"RSA","e":"AQAB","n":")", Base64UrlEncode(bytes), R"("})");
}

TEST(Jwk, TakesAnRsaModulusOf8192BitsAtMost) {
  EXPECT_TRUE(Jwk::Parse(RsaOfPower(4)).ok());
  EXPECT_FALSE(Jwk::Parse(RsaOfPower(5)).ok());
}

TEST(Jwk, WantsBothCoordinatesOfAPointAtFullLength) {
  const std::string x = *Base64UrlDecode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
  const std::string y = *Base64UrlDecode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
  const auto parse = [](absl::string_view first, absl::string_view second) {
    return Jwk::Parse(absl::StrCat(R"({"kty":"EC","crv":"P-256","x":")", Base64UrlEncode(first),
                                   R"(","y":")", Base64UrlEncode(second), R"("})"));
  };
  EXPECT_TRUE(parse(x, y).ok());
  EXPECT_FALSE(parse(x.substr(0, 31), x.substr(31) + y).ok());
}

class Broken : public testing::TestWithParam<std::string> {};

TEST_P(Broken, IsRefusedWithoutQuotingTheKey) {
  const absl::Status status = Jwk::Parse(GetParam()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("AyM1SysPp")));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("nWGxne_9W")));
}

INSTANTIATE_TEST_SUITE_P(
    Keys, Broken,
    testing::Values(
        "", "null", "[]", "{", "{}", R"({"kty":7})", R"({"kty":"oct"})", R"({"kty":"oct","k":7})",
        R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qz"})",
        R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0i="})",
        R"({"kty":"RSA"})", R"({"kty":"RSA","e":"AQAB"})", R"({"kty":"RSA","n":"AQAB"})",
        R"({"kty":"RSA","n":"AQAB","e":"AQAB"})",
        absl::StrReplaceAll(rfc::kRs256Key, {{"\"AQAB\"", "\"AQ\""}}), NewRs256Jwk("k1", 1024),
        absl::StrCat(R"({"kty":"RSA","e":"AQ","n":")", RsaModulus(), R"("})"),
        R"({"kty":"EC","crv":"P-256"})", absl::StrReplaceAll(rfc::kEs256Key, {{"\"f83", "\"f84"}}),
        absl::StrReplaceAll(rfc::kEs256Key, {{"\"jps", "\"jpt"}}),
        absl::StrReplaceAll(rfc::kEs256Key, {{"\"x\"", "\"X\""}}),
        R"({"kty":"OKP","crv":"Ed25519"})", R"({"kty":"OKP","crv":"Ed25519","x":"AA"})",
        R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"})",
        absl::StrReplaceAll(rfc::kEdDsaKey, {{"\"nWG", "\"nWH"}}),
        absl::StrReplaceAll(rfc::kEdDsaKey, {{"\"11q", "\"12q"}})));

}  // namespace
}  // namespace lossy::base
