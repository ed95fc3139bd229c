#include "edge/limits/token_bucket.h"

#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr Rate kRate = {.per_second = 10, .burst = 3};

TEST(TokenBucket, GivesTheBurstAtOnceAndThenTheRate) {
  TokenBucket bucket;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bucket.Take(kRate, kSecond), absl::ZeroDuration()) << i;
  EXPECT_EQ(bucket.Take(kRate, kSecond), absl::Milliseconds(100));
  EXPECT_EQ(bucket.Take(kRate, kSecond + kSecond / 20), absl::Milliseconds(50));
  EXPECT_EQ(bucket.Take(kRate, kSecond + kSecond / 10), absl::ZeroDuration());
  EXPECT_EQ(bucket.Take(kRate, kSecond + kSecond / 10), absl::Milliseconds(100));
}

TEST(TokenBucket, HoldsNoMoreThanTheBurst) {
  TokenBucket bucket;
  EXPECT_EQ(bucket.Take(kRate, 100 * kSecond, 3), absl::ZeroDuration());
  EXPECT_EQ(bucket.Take(kRate, 200 * kSecond, 3), absl::ZeroDuration());
  EXPECT_GT(bucket.Take(kRate, 200 * kSecond), absl::ZeroDuration());
}

TEST(TokenBucket, AllowsAnItemAboveTheBurst_WhenItIsFull) {
  TokenBucket bucket;
  EXPECT_EQ(bucket.Take(kRate, kSecond, 10), absl::ZeroDuration());
  EXPECT_EQ(bucket.Take(kRate, kSecond, 10), absl::Seconds(1));
}

TEST(TokenBucket, TakesUnusedTokensBack) {
  TokenBucket bucket;
  EXPECT_EQ(bucket.Take(kRate, kSecond, 3), absl::ZeroDuration());
  bucket.Return(kRate, 1);
  EXPECT_EQ(bucket.Take(kRate, kSecond), absl::ZeroDuration());
  EXPECT_GT(bucket.Take(kRate, kSecond), absl::ZeroDuration());
}

TEST(TokenBucket, ReturnsTheTimeUntilTheDebtIsPaid) {
  TokenBucket bucket;
  EXPECT_EQ(bucket.Charge(kRate, kSecond, 3), 0);
  EXPECT_EQ(bucket.Charge(kRate, kSecond, 5), kSecond / 2);
  EXPECT_EQ(bucket.Charge(kRate, kSecond, 0), kSecond / 2);
  EXPECT_EQ(bucket.Charge(kRate, kSecond + kSecond / 2, 0), 0);
  EXPECT_EQ(bucket.Charge(Rate{}, kSecond, 1e9), 0);
}

TEST(TokenBucket, HasNoLimitWithoutARate) {
  TokenBucket bucket;
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(bucket.Take(Rate{}, 0), absl::ZeroDuration());
}

TEST(TokenBucket, GivesNoMoreToSeveralThreadsThanToOne) {
  TokenBucket bucket;
  const Rate rate = {.per_second = 1, .burst = 1000};
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) taken += bucket.Take(rate, kSecond) == absl::ZeroDuration();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 1000);
}

}  // namespace
}  // namespace lossy::edge
