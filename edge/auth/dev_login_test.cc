#include "edge/auth/dev_login.h"

#include "absl/strings/match.h"
#include "edge/auth/extension_token_handler.h"
#include "edge/auth/test_tokens.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class DevLoginTest : public testing::Test {
 protected:
  HttpResponse Ask(const std::string& method, const std::string& path,
                   const std::string& body = "") {
    return login_.Answer(
        {.method = method, .path = path, .query = {}, .body = body, .headers = {{"host", host_}}});
  }

  // Empty if there is no such header.
  static std::string Header(const HttpResponse& response, const std::string& name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  std::string host_ = "localhost:4000";
  TestTokens tokens_;
  DevLogin login_{tokens_.sessions()};
};

TEST_F(DevLoginTest, ServesItsPagesOnly) {
  const auto serves = [](const char* path) { return DevLogin::Serves({.path = path}); };
  EXPECT_TRUE(serves("/dev/auth"));
  EXPECT_TRUE(serves("/dev/auth/login"));
  EXPECT_FALSE(serves("/dev/authority"));
  EXPECT_FALSE(serves("/dev"));
}

TEST_F(DevLoginTest, AnswersThisMachineOnly) {
  host_ = "evil.example";
  EXPECT_EQ(Ask("GET", "/dev/auth").status, 403);
  EXPECT_EQ(Ask("POST", "/dev/auth/login", "email=ann").status, 403);
}

TEST_F(DevLoginTest, AsksForTheUser) {
  const HttpResponse response = Ask("GET", "/dev/auth");
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr("action=\"/dev/auth/login\""));
}

TEST_F(DevLoginTest, SetsACookieThatMints) {
  const HttpResponse response = Ask("POST", "/dev/auth/login", "email=ann%40example.org");
  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(Header(response, "location"), "/dev/auth/success");
  const std::string cookie = Header(response, "set-cookie");
  EXPECT_THAT(cookie, AllOf(StartsWith("_lossy_key="), HasSubstr("; Path=/"),
                            HasSubstr("; HttpOnly"), HasSubstr("; SameSite=Lax")));
  const std::string session = Cookie({.headers = {{"cookie", cookie}}}, kSessionCookie);
  const auto identity = tokens_.authenticator().VerifyForMint(session);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->user_id, "ann@example.org");
  EXPECT_FALSE(tokens_.authenticator().VerifyForSocket(session).ok());
}

TEST_F(DevLoginTest, AsksAgainWhenThereIsNoUser) {
  for (const char* form : {"", "email=", "name=ann", "email=%ff", "email=a%00b"}) {
    const HttpResponse response = Ask("POST", "/dev/auth/login", form);
    EXPECT_EQ(response.status, 302) << form;
    EXPECT_EQ(Header(response, "location"), "/dev/auth") << form;
    EXPECT_EQ(Header(response, "set-cookie"), "") << form;
  }
}

TEST_F(DevLoginTest, RemovesTheCookieAtALogout) {
  const HttpResponse response = Ask("GET", "/dev/auth/logout");
  EXPECT_EQ(response.status, 302);
  EXPECT_THAT(Header(response, "set-cookie"),
              AllOf(StartsWith("_lossy_key=;"), HasSubstr("Max-Age=0")));
}

TEST_F(DevLoginTest, AnswersNotFoundToOtherPaths) {
  EXPECT_EQ(Ask("GET", "/dev/auth/other").status, 404);
  EXPECT_EQ(Ask("DELETE", "/dev/auth").status, 405);
  EXPECT_EQ(Ask("POST", "/dev/auth/logout").status, 405);
}

}  // namespace
}  // namespace lossy::edge
