#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/identity/jwk.h"
#include "base/identity/jwks_file.h"
#include "base/identity/jwt.h"
#include "base/identity/key_file.h"
#include "base/identity/token_issuer.h"
#include "base/identity/token_metric.h"
#include "base/identity/token_verifier.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr absl::Duration kTtl = absl::Minutes(10);

// The growth of a count of the process since the object was made.
class CountSince {
 public:
  explicit CountSince(const std::atomic<std::int64_t>& count) : count_(count), before_(count) {}

  std::int64_t Get() const { return count_ - before_; }

 private:
  const std::atomic<std::int64_t>& count_;
  const std::int64_t before_;
};

class TokenTest : public testing::Test {
 protected:
  void SetUp() override {
    Publish({&key_});
    ASSERT_TRUE(WriteKeyFile(key_path_, key_.ToJson(true), 0600).ok());
    file_ = *JwksFile::Open(jwks_path_, clock_, {.check_interval = absl::ZeroDuration()});
    issuer_ = *TokenIssuer::FromFile(key_path_, "test", "lossy", clock_, /*cache_size=*/2);
  }

  void TearDown() override { std::filesystem::remove_all(directory_); }

  void Publish(const std::vector<const Jwk*>& keys) {
    const auto json = [](std::string* out, const Jwk* key) { out->append(key->ToJson(false)); };
    ASSERT_TRUE(WriteKeyFile(jwks_path_,
                             absl::StrCat(R"({"keys":[)", absl::StrJoin(keys, ",", json), "]}"),
                             0600)
                    .ok());
  }

  std::string directory_ = testing::TempDir() + "token_test";
  bool made_ = std::filesystem::create_directory(directory_);
  std::string jwks_path_ = directory_ + "/jwks.json";
  std::string key_path_ = directory_ + "/key.json";
  FakeClock clock_;
  const Jwk key_ = Jwk::GenerateEd25519("k1");
  std::shared_ptr<JwksFile> file_;
  std::unique_ptr<TokenIssuer> issuer_;
};

class TokenVerifierTest : public TokenTest {
 protected:
  void SetUp() override {
    TokenTest::SetUp();
    verifier_ = std::make_unique<TokenVerifier>(
        file_, TokenVerifier::Options{.audience = "lossy", .accept_roles = true, .cache_size = 2},
        clock_);
  }

  std::unique_ptr<TokenVerifier> verifier_;
  const CountSince by_key_{TokenCounts::Instance().verified_by_key};
};

TEST_F(TokenVerifierTest, ReturnsTheIdentityThatATokenWasIssuedFor) {
  const std::string token =
      issuer_->Issue({.user_id = "u1", .device_id = "d1", .role = Role::kOperator}, kTtl);
  for (const char* time : {"first", "from the cache"}) {
    const absl::StatusOr<Identity> identity = verifier_->Verify(token);
    ASSERT_TRUE(identity.ok()) << time << identity.status();
    EXPECT_EQ(identity->user_id, "u1");
    EXPECT_EQ(identity->device_id, "d1");
    EXPECT_EQ(identity->role, Role::kOperator);
    EXPECT_EQ(identity->expires_at, clock_.Now() + kTtl);
  }
}

TEST_F(TokenVerifierTest, IgnoresTheRoleUnlessRolesAreAccepted) {
  TokenVerifier outer(file_, {.audience = "lossy"}, clock_);
  const std::string token = issuer_->Issue({.user_id = "u1", .role = Role::kOperator}, kTtl);
  EXPECT_EQ(outer.Verify(token)->role, Role::kUser);
  EXPECT_EQ(outer.Verify(token)->role, Role::kUser);
}

TEST_F(TokenVerifierTest, LetsARememberedTokenExpire) {
  const std::string token = issuer_->Issue({.user_id = "u1"}, kTtl);
  EXPECT_TRUE(verifier_->Verify(token).ok());
  clock_.Advance(kTtl - absl::Seconds(1));
  EXPECT_TRUE(verifier_->Verify(token).ok());
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(verifier_->Verify(token).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(TokenVerifierTest, GivesAnExpiredTokenItsGrace) {
  TokenVerifier patient(
      file_, {.audience = "lossy", .leeway = absl::Seconds(1), .expiry_grace = absl::Minutes(30)},
      clock_);
  const std::string token = issuer_->Issue({.user_id = "u1"}, kTtl);
  clock_.Advance(kTtl + absl::Minutes(30));
  ASSERT_TRUE(patient.Verify(token).ok());
  EXPECT_LT(patient.Verify(token)->expires_at, clock_.Now());
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(patient.Verify(token).ok());
}

TEST_F(TokenVerifierTest, UsesTheKeyOnceForEachToken) {
  const std::string first = issuer_->Issue({.user_id = "u1"}, kTtl);
  const std::string second = issuer_->Issue({.user_id = "u2"}, kTtl);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(verifier_->Verify(first).ok());
    EXPECT_TRUE(verifier_->Verify(second).ok());
  }
  EXPECT_EQ(by_key_.Get(), 2);
}

TEST_F(TokenVerifierTest, UsesTheKeyAgainAfterAnyChangeOfTheKeys) {
  const std::string token = issuer_->Issue({.user_id = "u1"}, kTtl);
  EXPECT_TRUE(verifier_->Verify(token).ok());
  const Jwk other = Jwk::GenerateEd25519("k2");
  Publish({&key_, &other});
  EXPECT_TRUE(verifier_->Verify(token).ok());
  EXPECT_EQ(by_key_.Get(), 2);
}

TEST_F(TokenVerifierTest, RejectsTheCachedTokensOfAKeyThatAnotherOneWithItsIdReplaces) {
  const std::string token = issuer_->Issue({.user_id = "u1"}, kTtl);
  EXPECT_TRUE(verifier_->Verify(token).ok());
  const Jwk same_id = Jwk::GenerateEd25519("k1");
  Publish({&same_id});
  EXPECT_EQ(verifier_->Verify(token).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(TokenVerifierTest, UsesTheKeyEachTimeForARefusedToken) {
  TokenVerifier elsewhere(file_, {.audience = "elsewhere"}, clock_);
  const std::string token = issuer_->Issue({.user_id = "u1"}, kTtl);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(elsewhere.Verify(token).ok());
  EXPECT_EQ(by_key_.Get(), 3);
}

TEST_F(TokenVerifierTest, RejectsTheTokensOfARemovedKey) {
  const std::string token = issuer_->Issue({.user_id = "u1"}, kTtl);
  EXPECT_TRUE(verifier_->Verify(token).ok());
  const Jwk other = Jwk::GenerateEd25519("k2");
  Publish({&other});
  EXPECT_THAT(std::string(verifier_->Verify(token).status().message()), HasSubstr("is unknown"));
}

TEST_F(TokenVerifierTest, FollowsARotationWithoutRefusingEitherKey) {
  const Jwk next = Jwk::GenerateEd25519("k2");
  const std::string next_path = directory_ + "/next.json";
  ASSERT_TRUE(WriteKeyFile(next_path, next.ToJson(true), 0600).ok());
  const auto next_issuer = *TokenIssuer::FromFile(next_path, "test", "lossy", clock_);
  const std::string old_token = issuer_->Issue({.user_id = "u1"}, kTtl);
  const std::string new_token = next_issuer->Issue({.user_id = "u1"}, kTtl);

  EXPECT_TRUE(verifier_->Verify(old_token).ok());
  EXPECT_FALSE(verifier_->Verify(new_token).ok());
  Publish({&key_, &next});
  EXPECT_TRUE(verifier_->Verify(old_token).ok());
  EXPECT_TRUE(verifier_->Verify(new_token).ok());
  Publish({&next});
  EXPECT_FALSE(verifier_->Verify(old_token).ok());
  EXPECT_TRUE(verifier_->Verify(new_token).ok());
}

TEST_F(TokenVerifierTest, ContinuesWithTheOldKeysWhileTheFileIsBroken) {
  const std::string token = issuer_->Issue({.user_id = "u1"}, kTtl);
  ASSERT_TRUE(WriteKeyFile(jwks_path_, "{", 0600).ok());
  EXPECT_TRUE(verifier_->Verify(token).ok());
}

TEST_F(TokenVerifierTest, VerifiesMoreTokensThanItRemembers) {
  std::vector<std::string> tokens;
  tokens.reserve(5);
  for (int i = 0; i < 5; ++i) {
    tokens.push_back(issuer_->Issue({.user_id = absl::StrCat("u", i)}, kTtl));
  }
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(verifier_->Verify(tokens[i])->user_id, absl::StrCat("u", i));
    }
  }
}

TEST_F(TokenVerifierTest, ReadsTheClaimsOfATokenAgainThatIsNotAmongTheNewest) {
  constexpr std::size_t kTokens = TokenVerifier::kRecent + 2;
  TokenVerifier large(file_, {.audience = "lossy", .cache_size = kTokens}, clock_);
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < kTokens; ++i) {
    tokens.push_back(issuer_->Issue({.user_id = absl::StrCat("u", i), .device_id = "d1"}, kTtl));
  }
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < kTokens; ++i) {
      const absl::StatusOr<Identity> identity = large.Verify(tokens[i]);
      ASSERT_TRUE(identity.ok()) << identity.status();
      EXPECT_EQ(identity->user_id, absl::StrCat("u", i));
      EXPECT_EQ(identity->device_id, "d1");
      EXPECT_EQ(identity->key, key_.fingerprint());
    }
  }
  EXPECT_EQ(by_key_.Get(), static_cast<std::int64_t>(kTokens));
  clock_.Advance(kTtl);
  EXPECT_EQ(large.Verify(tokens[0]).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(TokenVerifierTest, RefusesATokenForAnotherAudience) {
  const auto other = *TokenIssuer::FromFile(key_path_, "test", "elsewhere", clock_);
  EXPECT_THAT(
      std::string(verifier_->Verify(other->Issue({.user_id = "u1"}, kTtl)).status().message()),
      HasSubstr("another audience"));
}

TEST_F(TokenVerifierTest, NeverQuotesARefusedToken) {
  for (const std::string& token : {std::string("secret"), std::string("secret.secret.secret"),
                                   std::string(10'000, 's') + "secret"}) {
    const absl::Status status = verifier_->Verify(token).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
  }
}

TEST_F(TokenVerifierTest, MayBeUsedFromManyThreadsWhileKeysRotate) {
  const Jwk next = Jwk::GenerateEd25519("k2");
  std::atomic<bool> stop = false;
  std::vector<std::thread> callers;
  callers.reserve(3);
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&, user = absl::StrCat("u", i)] {
      while (!stop) {
        EXPECT_EQ(verifier_->Verify(issuer_->Cached({.user_id = user}, kTtl))->user_id, user);
      }
    });
  }
  for (int i = 0; i < 20; ++i) {
    Publish({&key_});
    Publish({&key_, &next});
  }
  stop = true;
  for (std::thread& caller : callers) caller.join();
}

class TokenIssuerTest : public TokenTest {};

TEST_F(TokenIssuerTest, HasTheIssuerTheIdentityAndTheLifetime) {
  const JwtClaims claims = *VerifyJwt(issuer_->Issue({.user_id = "u1"}, kTtl), *file_->Get(),
                                      {.audience = "lossy"}, clock_.Now());
  EXPECT_EQ(claims.iss, "test");
  EXPECT_EQ(claims.iat, clock_.Now());
  EXPECT_EQ(claims.exp, clock_.Now() + kTtl);
}

TEST_F(TokenIssuerTest, InheritsTheIssueTimeThroughAChainOfTokens) {
  const absl::Time first = clock_.Now();
  TokenVerifier verifier(file_, {.audience = "lossy", .accept_auth_time = true}, clock_);
  Identity identity = *verifier.Verify(issuer_->Issue({.user_id = "u1"}, kTtl));
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(kTtl / 2);
    identity = *verifier.Verify(issuer_->Issue(identity, kTtl));
    EXPECT_EQ(identity.issued_at, first);
  }
}

TEST_F(TokenIssuerTest, InheritsAMissingIssueTime) {
  TokenVerifier verifier(file_, {.accept_auth_time = true}, clock_);
  const std::string token = issuer_->Issue({.user_id = "u1", .issued_at = absl::UnixEpoch()}, kTtl);
  EXPECT_EQ(verifier.Verify(token)->issued_at, absl::UnixEpoch());
}

TEST_F(TokenIssuerTest, InheritsTheKeyOfTheFirstToken) {
  TokenVerifier verifier(file_, {.accept_auth_time = true}, clock_);
  EXPECT_EQ(verifier.Verify(issuer_->Issue({.user_id = "u1"}, kTtl))->key, key_.fingerprint());
  const Identity other = {.user_id = "u1", .key = 7};
  EXPECT_EQ(verifier.Verify(issuer_->Issue(other, kTtl))->key, 7u);
  EXPECT_EQ(verifier.Verify(issuer_->Cached(other, kTtl))->key, key_.fingerprint());
}

TEST_F(TokenIssuerTest, AddsTheAudienceThatIsAskedFor) {
  const std::string token = issuer_->Cached({.user_id = "u1"}, kTtl, "video");
  EXPECT_EQ(VerifyJwt(token, *file_->Get(), {}, clock_.Now())->aud,
            (std::vector<std::string>{"video", "lossy"}));
}

TEST_F(TokenVerifierTest, RefusesATokenThatLastsLongerThanARevocation) {
  TokenVerifier verifier(file_, {.max_life = absl::Hours(2)}, clock_);
  EXPECT_TRUE(verifier.Verify(issuer_->Issue({.user_id = "u1"}, absl::Hours(2))).ok());
  const std::string token = issuer_->Issue({.user_id = "u1"}, absl::Hours(2) + absl::Seconds(1));
  EXPECT_THAT(std::string(verifier.Verify(token).status().message()),
              HasSubstr("longer than the 2 hours for which revocations are kept"));
  clock_.Advance(absl::Hours(1));
  EXPECT_FALSE(verifier.Verify(token).ok()) << "it is as long as before";
}

TEST_F(TokenVerifierTest, IgnoresInheritedClaimsOfUserIssuers) {
  TokenVerifier verifier(file_, {}, clock_);
  const std::string token =
      issuer_->Issue({.user_id = "u1", .issued_at = clock_.Now() - absl::Hours(1)}, kTtl);
  EXPECT_EQ(verifier.Verify(token)->issued_at, clock_.Now());
}

TEST_F(TokenIssuerTest, ReusesATokenForHalfItsLife) {
  const std::string first = issuer_->Cached({.user_id = "u1"}, kTtl);
  clock_.Advance(kTtl / 2 - absl::Seconds(1));
  EXPECT_EQ(issuer_->Cached({.user_id = "u1"}, kTtl), first);
  clock_.Advance(absl::Seconds(1));
  const std::string second = issuer_->Cached({.user_id = "u1"}, kTtl);
  EXPECT_NE(second, first);
  EXPECT_EQ(issuer_->Cached({.user_id = "u1"}, kTtl), second);
}

TEST_F(TokenIssuerTest, SignsOnceForEachIdentityAndService) {
  const auto issuer = *TokenIssuer::FromFile(key_path_, "test", "", clock_);
  const CountSince by_key(TokenCounts::Instance().signed_by_key);
  for (int round = 0; round < 3; ++round) {
    for (const char* user : {"u1", "u2"}) {
      for (const char* service : {"notes", "video"}) {
        issuer->Cached({.user_id = user, .issued_at = absl::FromUnixMillis(1500)}, kTtl, service);
      }
    }
    clock_.Advance(absl::Milliseconds(1));
  }
  EXPECT_EQ(by_key.Get(), 4);
}

TEST_F(TokenIssuerTest, WritesValidTokensFromCachedSignatures) {
  TokenVerifier verifier(file_, {.audience = "video", .accept_auth_time = true}, clock_);
  const Identity identity = {
      .user_id = "u1", .device_id = "d1", .issued_at = absl::FromUnixMillis(1500), .key = 7};
  const std::string first = issuer_->Cached(identity, kTtl, "video");
  clock_.Advance(absl::Milliseconds(1500));
  const std::string second = issuer_->Cached(identity, kTtl, "video");
  EXPECT_EQ(second, first);
  EXPECT_EQ(verifier.Verify(second)->issued_at, absl::FromUnixSeconds(1));
}

TEST_F(TokenIssuerTest, SignsANewTokenWhenTheClockWasSetBack) {
  TokenVerifier verifier(file_, {.audience = "lossy"}, clock_);
  const std::string first = issuer_->Cached({.user_id = "u1"}, kTtl);
  clock_.StepWall(-absl::Hours(1));
  EXPECT_FALSE(verifier.Verify(first).ok());
  EXPECT_TRUE(verifier.Verify(issuer_->Cached({.user_id = "u1"}, kTtl)).ok());
}

TEST_F(TokenVerifierTest, AcceptsOwnTokensAfterItsClockWasSetBackWithinTheGrace) {
  TokenVerifier patient(file_, {.start_grace = absl::Hours(2)}, clock_);
  const std::string token = issuer_->Issue({.user_id = "u1"}, kTtl);
  clock_.StepWall(-absl::Hours(2));
  EXPECT_TRUE(patient.Verify(token).ok());
  EXPECT_FALSE(verifier_->Verify(token).ok());
  clock_.StepWall(-absl::Seconds(1));
  EXPECT_FALSE(patient.Verify(token).ok());
}

TEST_F(TokenVerifierTest, ReturnsTheExpiryInSteadyTime) {
  const std::string token = issuer_->Issue({.user_id = "u1"}, kTtl);
  EXPECT_EQ(verifier_->Verify(token)->expires_at_steady, clock_.Steady() + kTtl);
}

TEST_F(TokenIssuerTest, SignsANewTokenWhenTheClockWasSetForward) {
  TokenVerifier verifier(file_, {.audience = "lossy"}, clock_);
  issuer_->Cached({.user_id = "u1"}, kTtl);
  clock_.StepWall(absl::Hours(1));
  EXPECT_TRUE(verifier.Verify(issuer_->Cached({.user_id = "u1"}, kTtl)).ok());
}

TEST_F(TokenIssuerTest, NeverHandsOutATokenOfAnotherIdentity) {
  const auto issuer = *TokenIssuer::FromFile(key_path_, "test", "lossy", clock_);
  const std::vector<Identity> identities = {{.user_id = "u1"},
                                            {.user_id = "u1", .device_id = "d1"},
                                            {.user_id = "u1d1"},
                                            {.user_id = "u1", .role = Role::kService},
                                            {.user_id = "u1", .issued_at = absl::UnixEpoch()},
                                            {.user_id = "u2"}};
  for (int round = 0; round < 2; ++round) {
    for (const Identity& identity : identities) {
      const std::string token = issuer->Cached(identity, kTtl);
      const JwtClaims claims =
          *VerifyJwt(token, *file_->Get(), {.accept_roles = true}, clock_.Now());
      EXPECT_EQ(claims.sub, identity.user_id);
      EXPECT_EQ(claims.device_id, identity.device_id);
      EXPECT_EQ(claims.role, identity.role);
    }
  }
}

TEST_F(TokenIssuerTest, ForgetsTheTokenThatWasLongestUnused) {
  const std::string first = issuer_->Cached({.user_id = "u1"}, kTtl);
  clock_.Advance(absl::Seconds(1));  // So that a new token differs.
  issuer_->Cached({.user_id = "u2"}, kTtl);
  EXPECT_EQ(issuer_->Cached({.user_id = "u1"}, kTtl), first);
  issuer_->Cached({.user_id = "u3"}, kTtl);
  issuer_->Cached({.user_id = "u4"}, kTtl);
  EXPECT_NE(issuer_->Cached({.user_id = "u1"}, kTtl), first);
}

TEST_F(TokenIssuerTest, WritesATokenAgainThatIsNotAmongTheNewest) {
  constexpr std::size_t kTokens = TokenIssuer::kRecent + 2;
  const auto issuer = *TokenIssuer::FromFile(key_path_, "test", "lossy", clock_, kTokens);
  clock_.Advance(absl::Milliseconds(700));
  const CountSince by_key(TokenCounts::Instance().signed_by_key);
  const auto token = [&](std::size_t user) {
    return issuer->Cached({.user_id = absl::StrCat("u", user), .issued_at = absl::UnixEpoch()},
                          kTtl, "video");
  };
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < kTokens; ++i) tokens.push_back(token(i));
  clock_.Advance(absl::Seconds(3));
  for (std::size_t i = 0; i < kTokens; ++i) EXPECT_EQ(token(i), tokens[i]);
  EXPECT_EQ(by_key.Get(), static_cast<std::int64_t>(kTokens));
  TokenVerifier verifier(file_, {.audience = "video"}, clock_);
  EXPECT_EQ(verifier.Verify(tokens[0])->user_id, "u0");
}

TEST_F(TokenIssuerTest, NeedsAPrivateKey) {
  const auto from = [&](absl::string_view json) {
    const std::string path = directory_ + "/other.json";
    EXPECT_TRUE(WriteKeyFile(path, json, 0600).ok());
    return TokenIssuer::FromFile(path, "test", "lossy", clock_).status();
  };
  EXPECT_THAT(std::string(from(key_.ToJson(false)).message()), HasSubstr("no private part"));
  EXPECT_THAT(std::string(from("{}").message()), HasSubstr("other.json"));
  EXPECT_EQ(TokenIssuer::FromFile(directory_ + "/none", "test", "lossy", clock_).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace lossy::base
