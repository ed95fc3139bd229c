#include "edge/limits/user_registry.h"

#include "base/error/error.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

TEST(UserRegistry, CountsTheConnectionsOfEachUser) {
  const RateLimits limits{.max_user_connections = 2};
  UserRegistry registry(limits);
  auto first = registry.Connect("ann");
  auto second = registry.Connect("ann");
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(second.ok());
  const absl::Status refused = registry.Connect("ann").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_GT(base::ToError(refused).retry_after_ms(), 0);
  EXPECT_TRUE(registry.Connect("bob").ok());
  first->reset();
  EXPECT_TRUE(registry.Connect("ann").ok());
}

TEST(UserRegistry, RefusesConnectionsThatComeTooFast_EvenIfTheyLeaveAtOnce) {
  const RateLimits limits{.user_connects = {.per_second = 0.001, .burst = 2}};
  UserRegistry registry(limits);
  EXPECT_TRUE(registry.Connect("ann").ok());
  EXPECT_TRUE(registry.Connect("ann").ok());
  EXPECT_FALSE(registry.Connect("ann").ok());
  EXPECT_TRUE(registry.Connect("bob").ok());
}

TEST(UserRegistry, MetersAllConnectionsOfAUserTogether) {
  const RateLimits limits{.user = {.messages = {.per_second = 0.001, .burst = 2}}};
  UserRegistry registry(limits);
  const auto one = *registry.Connect("ann");
  const auto two = *registry.Connect("ann");
  const auto other = *registry.Connect("bob");
  const auto admit = [&](UserConnections& connection) {
    return connection.meter().Admit(limits.user, Meter::Kind::kMessage, 0) == absl::ZeroDuration();
  };
  EXPECT_TRUE(admit(*one));
  EXPECT_TRUE(admit(*two));
  EXPECT_FALSE(admit(*one));
  EXPECT_TRUE(admit(*other));
}

TEST(UserRegistry, SharesTheIdentityOfOneToken) {
  UserRegistry users{RateLimits()};
  const auto first = *users.Connect("ann");
  const auto second = *users.Connect("ann");
  base::Identity identity{.user_id = "ann", .key = 7};
  identity.expires_at_steady = absl::FromUnixSeconds(1);
  const auto shared = first->Share(identity);
  identity.expires_at_steady = absl::FromUnixSeconds(2);
  EXPECT_EQ(second->Share(identity), shared);
  identity.expires_at = absl::FromUnixSeconds(3);
  const auto of_newer_token = second->Share(identity);
  EXPECT_NE(of_newer_token, shared);
  EXPECT_EQ(of_newer_token->expires_at, identity.expires_at);
}

TEST(UserRegistry, LimitsTheBytesOfAllConnectionsOfAUserTogether) {
  const RateLimits limits{.user = {.bytes = {.per_second = 10, .burst = 100}}};
  UserRegistry users(limits);
  const auto first = *users.Connect("ann");
  const auto second = *users.Connect("ann");
  EXPECT_EQ(first->ChargeBytes(limits.user, 100, 1), 0);
  EXPECT_EQ(second->ChargeBytes(limits.user, 10, 1), 1'000'000'000);
}

TEST(Meter, LimitsJoinsAndMessagesEachByItself) {
  const RateLimits::Traffic limits{.joins = {.per_second = 1, .burst = 1},
                                   .messages = {.per_second = 1, .burst = 2}};
  Meter meter;
  const auto admits = [&](Meter::Kind kind) {
    return meter.Admit(limits, kind, 1) == absl::ZeroDuration();
  };
  EXPECT_TRUE(admits(Meter::Kind::kJoin));
  EXPECT_FALSE(admits(Meter::Kind::kJoin));
  EXPECT_TRUE(admits(Meter::Kind::kMessage));
  EXPECT_TRUE(admits(Meter::Kind::kMessage));
  EXPECT_FALSE(admits(Meter::Kind::kMessage));
}

}  // namespace
}  // namespace lossy::edge
