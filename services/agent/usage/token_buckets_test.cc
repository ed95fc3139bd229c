#include "services/agent/usage/token_buckets.h"

#include <atomic>
#include <thread>
#include <vector>

#include "services/agent/usage/usage_fixture.h"

namespace lossy::agent {
namespace {

// One token in eleven days, so that a slow machine does not matter.
constexpr double kSlow = 1e-6;

class TokenBucketsTest : public UsageTest {
 protected:
  static TokenBucket Bucket(const char* user, const char* scope, double capacity,
                            double refill_per_second) {
    return {.user_id = user,
            .name = "vision",
            .scope = scope,
            .capacity = capacity,
            .refill_per_second = refill_per_second,
            .refusal = "Too many"};
  }

  // Returns how many are granted before the first refusal.
  int TakeAll(const TokenBucket& bucket) {
    int granted = 0;
    while (buckets_.Take({bucket}).ok()) ++granted;
    return granted;
  }
};

TEST_F(TokenBucketsTest, GrantsAsMuchAsABucketHolds) {
  EXPECT_EQ(TakeAll(Bucket("u", "", 5, 0)), 5);
}

TEST_F(TokenBucketsTest, ReportsTheReasonOfARefusal) {
  const absl::Status refusal = buckets_.Take({Bucket("u", "", 1, 0)}, 2);
  EXPECT_EQ(refusal.message(), "Too many");
  EXPECT_EQ(base::ToError(refusal).reason(), channel::v1::REASON_RATE_LIMITED);
}

TEST_F(TokenBucketsTest, ReturnsTheTimeOfTheNextToken) {
  const TokenBucket bucket = Bucket("u", "", 2, kSlow);
  EXPECT_EQ(TakeAll(bucket), 2);
  Age(absl::Seconds(400'000));
  const std::int64_t wait_ms = RetryAfterMs(buckets_.Take({bucket}));
  EXPECT_LE(wait_ms, 600'000'000);
  EXPECT_GT(wait_ms, 590'000'000);
  Age(absl::Milliseconds(wait_ms));
  EXPECT_TRUE(buckets_.Take({bucket}).ok());
  EXPECT_GT(RetryAfterMs(buckets_.Take({bucket})), 990'000'000);
}

TEST_F(TokenBucketsTest, ARefusalCostsNothing) {
  const TokenBucket bucket = Bucket("u", "", 1, kSlow);
  EXPECT_EQ(TakeAll(bucket), 1);
  for (int i = 0; i < 5; ++i) EXPECT_GT(RetryAfterMs(buckets_.Take({bucket})), 990'000'000);
  Age(absl::Seconds(1'000'000));
  EXPECT_EQ(TakeAll(bucket), 1);
}

TEST_F(TokenBucketsTest, ReturnsNoTimeForTooManyTokens) {
  const TokenBucket dry = Bucket("u", "s", 1, 0);
  EXPECT_EQ(TakeAll(dry), 1);
  EXPECT_EQ(RetryAfterMs(buckets_.Take({dry})), 0);
  Age(absl::Hours(1'000));
  EXPECT_EQ(RetryAfterMs(buckets_.Take({dry})), 0);
  EXPECT_EQ(RetryAfterMs(buckets_.Take({Bucket("u", "large", 1, 1)}, 2)), 0);
}

TEST_F(TokenBucketsTest, NeverHoldsMoreThanItsCapacity) {
  const TokenBucket bucket = Bucket("u", "", 3, kSlow);
  EXPECT_EQ(TakeAll(bucket), 3);
  Age(absl::Hours(1'000));
  EXPECT_EQ(TakeAll(bucket), 3);
}

TEST_F(TokenBucketsTest, HoldsLessWhenItsCapacityWasLowered) {
  EXPECT_TRUE(buckets_.Take({Bucket("u", "", 100, kSlow)}).ok());
  EXPECT_EQ(TakeAll(Bucket("u", "", 3, kSlow)), 3);
}

TEST_F(TokenBucketsTest, LosesNothingWhenTheClockIsTurnedBack) {
  const TokenBucket bucket = Bucket("u", "", 3, kSlow);
  EXPECT_TRUE(buckets_.Take({bucket}).ok());
  Age(-absl::Hours(1));
  EXPECT_EQ(TakeAll(bucket), 2);
}

TEST_F(TokenBucketsTest, DistinguishesUsersClassesAndScopes) {
  TokenBucket other = Bucket("u", "s", 1, 0);
  other.name = "structuring";
  for (const TokenBucket& bucket : {Bucket("u", "s", 1, 0), Bucket("v", "s", 1, 0),
                                    Bucket("u", "t", 1, 0), Bucket("u", "", 1, 0), other}) {
    EXPECT_EQ(TakeAll(bucket), 1) << bucket.user_id << bucket.scope;
  }
}

TEST_F(TokenBucketsTest, TakesFromAllOrFromNone) {
  const TokenBucket large = Bucket("u", "large", 9, 0);
  const TokenBucket small = Bucket("u", "small", 2, kSlow);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(buckets_.Take({large, small}).ok());
  for (int i = 0; i < 3; ++i) EXPECT_GT(RetryAfterMs(buckets_.Take({large, small})), 0);
  EXPECT_EQ(TakeAll(large), 7);
}

TEST_F(TokenBucketsTest, GrantsExactlyItsTokensToConcurrentCalls) {
  prometheus::Registry registry;
  base::pg::Pool other_pool(PoolOptions(), registry);
  TokenBuckets other_replica(other_pool);
  const TokenBucket session = Bucket("u", "s", 20, 0);
  const TokenBucket user = Bucket("u", "", 1'000, kSlow);
  std::atomic<int> granted = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&, &replica = i % 2 == 0 ? buckets_ : other_replica] {
      for (int j = 0; j < 5; ++j) {
        const absl::Status taken = replica.Take({session, user});
        if (taken.ok()) ++granted;
        if (absl::IsResourceExhausted(taken)) ++refused;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(granted, 20);
  EXPECT_EQ(refused, 40);
  EXPECT_EQ(TakeAll(user), 980);
}

TEST_F(TokenBucketsTest, MakesABucketOnlyOnceForManyAtOnce) {
  const TokenBucket bucket = Bucket("u", "", 3, kSlow);
  std::atomic<int> granted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { granted += buckets_.Take({bucket}).ok() ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(granted, 3);
}

TEST_F(TokenBucketsTest, ForgetsLongUnusedBuckets) {
  const TokenBucket old = Bucket("u", "old", 1, 0);
  const TokenBucket young = Bucket("u", "young", 1, 0);
  EXPECT_TRUE(buckets_.Take({old}).ok());
  Age(absl::Hours(2));
  EXPECT_TRUE(buckets_.Take({young}).ok());
  EXPECT_EQ(buckets_.Forget(absl::Hours(1))->done, 1);
  EXPECT_TRUE(buckets_.Take({old}).ok());
  EXPECT_FALSE(buckets_.Take({young}).ok());
}

}  // namespace
}  // namespace lossy::agent
