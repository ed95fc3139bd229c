#include "edge/auth/extension_token_handler.h"

#include "absl/strings/str_cat.h"
#include "edge/auth/test_tokens.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

using testing::Contains;
using testing::Pair;

constexpr char kBody[] = R"({"device_id":"phone","protocol_version":2})";

class ExtensionTokenHandlerTest : public testing::Test {
 protected:
  HttpResponse Ask(const std::string& body,
                   std::vector<std::pair<std::string, std::string>> headers) {
    return mint_.Answer({.method = "POST",
                         .path = "/api/auth/extension_token",
                         .query = {},
                         .body = body,
                         .headers = std::move(headers)});
  }
  HttpResponse AskAs(const std::string& token, const std::string& body = kBody) {
    return Ask(body, {{"authorization", "Bearer " + token}});
  }

  static std::string Text(const HttpResponse& response, const char* key) {
    simdjson::dom::parser parser;
    std::string_view text;
    EXPECT_FALSE(parser.parse(response.body)[key].get(text)) << response.body;
    return std::string(text);
  }
  static std::int64_t Number(const HttpResponse& response, const char* key) {
    simdjson::dom::parser parser;
    std::int64_t number = -1;
    EXPECT_FALSE(parser.parse(response.body)[key].get(number)) << response.body;
    return number;
  }

  void ExpectProblem(const HttpResponse& response, int status, const std::string& error) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_EQ(Text(response, "error"), error);
  }

  TestTokens tokens_;
  prometheus::Registry registry_;
  base::RefusalRecorder refusals_{registry_, "refused", "Refused", "token_refused"};
  ExtensionTokenHandler mint_{
      tokens_.authenticator(),
      tokens_.extensions(),
      tokens_.clock(),
      refusals_,
      {.token_life = absl::Minutes(15),
       .client_settings = R"( {"features":{"x":false},"min_confidence":0.3} )"}};
};

TEST_F(ExtensionTokenHandlerTest, GivesATokenThatIsBoundToTheDevice) {
  const HttpResponse response = AskAs(tokens_.User("ann", "phone"));
  EXPECT_EQ(response.status, 201) << response.body;
  EXPECT_THAT(response.headers, Contains(Pair("cache-control", "no-store")));
  const auto identity = tokens_.authenticator().VerifyForSocket(Text(response, "token"));
  ASSERT_TRUE(identity.ok());
  EXPECT_EQ(identity->user_id, "ann");
  EXPECT_EQ(identity->device_id, "phone");
}

TEST_F(ExtensionTokenHandlerTest, HasTheExpiryAndTheClientSettings) {
  const HttpResponse response = AskAs(tokens_.User("ann"));
  EXPECT_EQ(Number(response, "expires_at"), absl::ToUnixSeconds(tokens_.clock().Now()) + 900);
  EXPECT_EQ(Number(response, "protocol_version"), 2);
  simdjson::dom::parser parser;
  const simdjson::dom::element body = parser.parse(response.body);
  EXPECT_EQ(double(body["min_confidence"]), 0.3);
  EXPECT_EQ(bool(body["features"]["x"]), false);
  tokens_.clock().Advance(absl::Minutes(15) + TestTokens::kExtensionGrace + absl::Seconds(1));
  EXPECT_FALSE(tokens_.authenticator().VerifyForSocket(Text(response, "token")).ok());
}

TEST_F(ExtensionTokenHandlerTest, TakesTheCookieOfALogin) {
  const std::string session = tokens_.sessions().Issue({.user_id = "ann"}, absl::Hours(1));
  const HttpResponse response =
      Ask(kBody, {{"cookie", "theme=dark; _lossy_key=" + session + "; other=1"}});
  EXPECT_EQ(response.status, 201) << response.body;
  ExpectProblem(Ask(kBody, {{"cookie", "_lossy_key2=" + session}}), 401, "unauthenticated");
  ExpectProblem(Ask(kBody, {{"cookie", "_lossy_key=rubbish"}}), 401, "unauthenticated");
}

TEST_F(ExtensionTokenHandlerTest, RefusesARequestWithoutAToken) {
  ExpectProblem(Ask(kBody, {}), 401, "unauthenticated");
  ExpectProblem(Ask("", {}), 401, "unauthenticated");
  ExpectProblem(AskAs(""), 401, "unauthenticated");
  ExpectProblem(AskAs("rubbish"), 401, "unauthenticated");
  ExpectProblem(Ask(kBody, {{"authorization", tokens_.User("ann")}}), 401, "unauthenticated");
}

TEST_F(ExtensionTokenHandlerTest, ReportsAndCountsTheReasonOfARefusal) {
  const std::string token = tokens_.User("ann");
  tokens_.clock().Advance(absl::Hours(2));
  EXPECT_EQ(Text(AskAs(token), "message"), "a valid user token is required: the token has expired");
  EXPECT_EQ(refusals_.Count(base::RefusalReason::kExpired), 1);
  Ask(kBody, {});
  EXPECT_EQ(refusals_.Count(base::RefusalReason::kNoToken), 1);
}

TEST_F(ExtensionTokenHandlerTest, DoesNotLookAtTheCookieBesideABadToken) {
  const std::string session = tokens_.sessions().Issue({.user_id = "ann"}, absl::Hours(1));
  const HttpResponse response =
      Ask(kBody, {{"authorization", "Bearer rubbish"}, {"cookie", "_lossy_key=" + session}});
  ExpectProblem(response, 401, "unauthenticated");
}

TEST_F(ExtensionTokenHandlerTest, LetsNoExtensionRenewItself) {
  const std::string token = Text(AskAs(tokens_.User("ann")), "token");
  ExpectProblem(AskAs(token), 401, "unauthenticated");
  ExpectProblem(Ask(kBody, {{"cookie", "_lossy_key=" + token}}), 401, "unauthenticated");
}

TEST_F(ExtensionTokenHandlerTest, MakesNoTokenForAnotherDeviceThanTheUserTokens) {
  ExpectProblem(AskAs(tokens_.User("ann", "laptop")), 403, "forbidden");
}

TEST_F(ExtensionTokenHandlerTest, KeepsTheIssueTimeOfTheTokenItIsMadeFrom) {
  const absl::Time issued_at = tokens_.clock().Now();
  const std::string user = tokens_.User("ann");
  tokens_.clock().Advance(absl::Minutes(30));
  const std::string token = Text(AskAs(user), "token");
  EXPECT_EQ(tokens_.authenticator().VerifyForSocket(token)->issued_at, issued_at);
}

TEST_F(ExtensionTokenHandlerTest, NeedsADevice) {
  const std::string token = tokens_.User("ann");
  for (const std::string& body :
       {std::string(R"({"protocol_version":2})"), std::string(R"({"device_id":""})"),
        std::string(R"({"device_id":null})"), std::string(R"({"device_id":7})"),
        std::string(R"({"device_id":"a\u0007b"})"),
        absl::StrCat(R"({"device_id":")", std::string(256, 'x'), R"("})"), std::string("[]"),
        std::string("rubbish"), std::string()}) {
    ExpectProblem(AskAs(token, body), 422, "device_id_required");
  }
}

TEST_F(ExtensionTokenHandlerTest, KnowsTheVersionsThatAreSpoken) {
  const auto version = [&](const char* json) {
    return AskAs(tokens_.User("ann"),
                 absl::StrCat(R"({"device_id":"phone","protocol_version":)", json, "}"));
  };
  EXPECT_EQ(Number(version("1"), "protocol_version"), 1);
  EXPECT_EQ(Number(version("\"1\""), "protocol_version"), 1);
  EXPECT_EQ(Number(version("null"), "protocol_version"), 2);
  for (const char* json : {"0", "-1", "3", "1.5", "\"two\"", "\"\"", "true", "[]", "{}",
                           "4294967298", "18446744073709551615"}) {
    ExpectProblem(version(json), 422, "invalid_protocol_version");
  }
}

TEST(CheckClientSettingsTest, RejectsMembersThatTheAnswerHasAlready) {
  EXPECT_TRUE(CheckClientSettings("{}").ok());
  EXPECT_TRUE(CheckClientSettings(R"( {"features":{"token":true}} )").ok());
  for (const char* json : {"", "{", "[]", "7", R"({"a":1)", R"({"a":1}})", R"({"token":"x"})",
                           R"({"features":{},"expires_at":1})"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(CheckClientSettings(json))) << json;
  }
}

}  // namespace
}  // namespace lossy::edge
