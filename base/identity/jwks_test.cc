#include "base/identity/jwks.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;

std::string SetOf(const std::vector<std::string>& kids) {
  const auto key = [](std::string* out, const std::string& kid) {
    out->append(Jwk::GenerateEd25519(kid).ToJson(false));
  };
  return absl::StrCat(R"({"keys":[)", absl::StrJoin(kids, ",", key), "]}");
}

TEST(Jwks, FindsAKeyByItsId) {
  const Jwks keys = *Jwks::Parse(SetOf({"a", "b"}));
  ASSERT_NE(keys.Find("b"), nullptr);
  EXPECT_EQ(keys.Find("b")->kid(), "b");
  EXPECT_EQ(keys.Find("c"), nullptr);
  EXPECT_EQ(keys.Find(""), nullptr);
}

TEST(Jwks, LetsALoneKeyAnswerATokenWithoutAnId) {
  const Jwks keys = *Jwks::Parse(SetOf({"a"}));
  EXPECT_NE(keys.Find(""), nullptr);
  EXPECT_EQ(keys.Find("b"), nullptr);
}

TEST(Jwks, LetsALoneKeyWithoutAnIdAnswerEveryToken) {
  const Jwks keys = *Jwks::Parse(SetOf({""}));
  EXPECT_NE(keys.Find(""), nullptr);
  EXPECT_NE(keys.Find("b"), nullptr);
}

TEST(Jwks, RefusesKeysThatCannotBeToldApart) {
  EXPECT_THAT(std::string(Jwks::Parse(SetOf({"a", "a"})).status().message()),
              HasSubstr("two keys have the \"kid\" a"));
  EXPECT_THAT(std::string(Jwks::Parse(SetOf({"a", ""})).status().message()),
              HasSubstr("must be the only one"));
  EXPECT_FALSE(Jwks::Parse(SetOf({"", "a"})).ok());
}

TEST(Jwks, MergesSetsWhoseIdsDiffer) {
  Jwks keys = *Jwks::Parse(SetOf({"a"}));
  EXPECT_TRUE(keys.Merge(*Jwks::Parse(SetOf({"b", "c"}))).ok());
  EXPECT_EQ(keys.size(), 3u);
  EXPECT_NE(keys.Find("c"), nullptr);
  EXPECT_FALSE(keys.Merge(*Jwks::Parse(SetOf({"a"}))).ok());
}

TEST(Jwks, SkipsKeysOfNoUse) {
  const std::string ours = Jwk::GenerateEd25519("a").ToJson(false);
  const Jwks keys = *Jwks::Parse(absl::StrCat(R"({"keys":[{"kty":"future"},)", ours, "]}"));
  EXPECT_EQ(keys.size(), 1u);
  EXPECT_NE(keys.Find("a"), nullptr);
}

TEST(Jwks, AcceptsAnEmptyList) {
  const absl::StatusOr<Jwks> keys = Jwks::Parse(R"({"keys":[]})");
  ASSERT_TRUE(keys.ok());
  EXPECT_EQ(keys->Find(""), nullptr);
}

TEST(Jwks, RefusesWhatIsNoSet) {
  for (const char* json : {"", "{}", "[]", "7", R"({"keys":{}})", R"({"keys":[7]})",
                           R"({"keys":[{}]})", R"({"keys":[{"kty":"future"}]})",
                           R"({"keys":[{"kty":"oct","k":"AA"}]})", R"({"keys":[]} x)"}) {
    EXPECT_EQ(Jwks::Parse(json).status().code(), absl::StatusCode::kInvalidArgument) << json;
  }
}

}  // namespace
}  // namespace lossy::base
