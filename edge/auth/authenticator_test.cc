#include "edge/auth/authenticator.h"

#include "absl/strings/str_split.h"
#include "base/refusal/refusal.h"
#include "edge/auth/test_tokens.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

const base::Identity kAnn = {.user_id = "ann", .device_id = "phone"};

const HttpRequest kLocal = {.headers = {{"host", "localhost:4000"}}};

class AuthenticatorTest : public testing::Test {
 protected:
  bool Connects(const std::string& token) {
    return tokens_.authenticator().VerifyForSocket(token).ok();
  }
  bool Mints(const std::string& token) { return tokens_.authenticator().VerifyForMint(token).ok(); }

  TestTokens tokens_;
};

TEST_F(AuthenticatorTest, LetsAUsersTokenConnectAndMint) {
  const std::string token = tokens_.User("ann", "phone");
  const auto identity = tokens_.authenticator().VerifyForSocket(token);
  ASSERT_TRUE(identity.ok());
  EXPECT_EQ(identity->user_id, "ann");
  EXPECT_EQ(identity->device_id, "phone");
  EXPECT_EQ(identity->role, base::Role::kUser);
  EXPECT_TRUE(Mints(token));
}

TEST_F(AuthenticatorTest, LetsAnExtensionsTokenConnectButNotRenewItself) {
  const std::string token = tokens_.extensions().Issue(kAnn, absl::Minutes(15));
  const auto identity = tokens_.authenticator().VerifyForSocket(token);
  ASSERT_TRUE(identity.ok());
  EXPECT_EQ(identity->device_id, "phone");
  EXPECT_FALSE(Mints(token));
}

TEST_F(AuthenticatorTest, LetsASessionMintButNotConnect) {
  const std::string token = tokens_.sessions().Issue(kAnn, absl::Hours(1));
  EXPECT_TRUE(Mints(token));
  EXPECT_FALSE(Connects(token));
}

TEST_F(AuthenticatorTest, KeepsAnExtensionsTokenThroughItsGraceOnly) {
  const std::string token = tokens_.extensions().Issue(kAnn, absl::Minutes(15));
  tokens_.clock().Advance(absl::Minutes(44));
  EXPECT_TRUE(Connects(token));
  tokens_.clock().Advance(absl::Minutes(2));
  EXPECT_FALSE(Connects(token));
}

TEST_F(AuthenticatorTest, GivesNoGraceToOtherTokens) {
  const std::string user = tokens_.User("ann");
  const std::string session = tokens_.sessions().Issue(kAnn, absl::Hours(1));
  tokens_.clock().Advance(absl::Minutes(61));
  EXPECT_FALSE(Connects(user));
  EXPECT_FALSE(Mints(user));
  EXPECT_FALSE(Mints(session));
}

TEST_F(AuthenticatorTest, RefusesInvalidTokens) {
  for (const char* token : {"", "rubbish", "a.b.c"}) {
    EXPECT_TRUE(absl::IsUnauthenticated(tokens_.authenticator().VerifyForSocket(token).status()));
    EXPECT_TRUE(absl::IsUnauthenticated(tokens_.authenticator().VerifyForMint(token).status()));
  }
}

TEST_F(AuthenticatorTest, AcceptsAMissingTokenOnlyWithADevUser) {
  EXPECT_TRUE(absl::IsUnauthenticated(tokens_.authenticator().WithoutToken(kLocal).status()));
  TestTokens for_developer("dev");
  const auto identity = for_developer.authenticator().WithoutToken(kLocal);
  ASSERT_TRUE(identity.ok());
  EXPECT_EQ(identity->user_id, "dev");
  EXPECT_FALSE(for_developer.authenticator().VerifyForSocket("rubbish").ok());
}

TEST_F(AuthenticatorTest, AcceptsADeveloperFromThisMachineOnly) {
  TestTokens for_developer("dev");
  const HttpRequest rebound = {.headers = {{"host", "evil.example"}}};
  const HttpRequest proxied = {
      .headers = {{"host", "localhost"}, {"x-forwarded-for", "203.0.113.9"}}};
  for (const HttpRequest& request : {rebound, proxied}) {
    EXPECT_TRUE(
        absl::IsUnauthenticated(for_developer.authenticator().WithoutToken(request).status()));
  }
}

TEST_F(AuthenticatorTest, RefusesForTheReasonOfTheVerifierThatKnowsTheKey) {
  const std::string user = tokens_.User("ann");
  const std::string extension = tokens_.extensions().Issue(kAnn, absl::Minutes(15));
  const std::string session = tokens_.sessions().Issue(kAnn, absl::Hours(9));
  tokens_.clock().Advance(absl::Hours(2));
  const auto reason = [&](const std::string& token) {
    return base::RefusalReasonOf(tokens_.authenticator().VerifyForSocket(token).status());
  };
  EXPECT_EQ(reason(user), base::RefusalReason::kExpired);
  EXPECT_EQ(reason(extension), base::RefusalReason::kExpired);
  EXPECT_EQ(reason(session), base::RefusalReason::kAudience);
  EXPECT_EQ(reason("secret.rubbish.token"), base::RefusalReason::kMalformed);
}

TEST_F(AuthenticatorTest, QuotesNothingOfARefusedToken) {
  const std::string token = tokens_.User("ann");
  tokens_.clock().Advance(absl::Hours(2));
  const std::string problem(tokens_.authenticator().VerifyForSocket(token).status().message());
  for (const absl::string_view part : absl::StrSplit(token, '.')) {
    EXPECT_THAT(problem, Not(testing::HasSubstr(std::string(part))));
  }
}

TEST_F(AuthenticatorTest, KnowsWhetherItStillHasTheKeyOfAnIdentity) {
  const auto identity = tokens_.authenticator().VerifyForSocket(tokens_.User("ann"));
  ASSERT_TRUE(identity.ok());
  const TrustedKeys keys = tokens_.authenticator().trusted_keys();
  EXPECT_TRUE(keys.Have(*identity));
  EXPECT_TRUE(keys.Have({.user_id = "dev"}));
  EXPECT_FALSE(keys.Have({.user_id = "ann", .key = identity->key + 1}));
}

}  // namespace
}  // namespace lossy::edge
