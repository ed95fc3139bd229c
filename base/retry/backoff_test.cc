#include "base/retry/backoff.h"

#include <limits>

#include "absl/random/random.h"
#include "base/error/error.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

constexpr Backoff kBackoff{.first = absl::Seconds(1), .longest = absl::Seconds(60)};

TEST(Backoff, DoublesUpToTheLongestPause) {
  EXPECT_EQ(kBackoff.After(1), absl::Seconds(1));
  EXPECT_EQ(kBackoff.After(2), absl::Seconds(2));
  EXPECT_EQ(kBackoff.After(6), absl::Seconds(32));
  EXPECT_EQ(kBackoff.After(7), absl::Seconds(60));
  EXPECT_EQ(kBackoff.After(std::numeric_limits<int>::max()), absl::Seconds(60));
}

TEST(Backoff, TakesFewerThanOneAttemptForOne) {
  EXPECT_EQ(kBackoff.After(0), absl::Seconds(1));
  EXPECT_EQ(kBackoff.After(std::numeric_limits<int>::min() + 1), absl::Seconds(1));
}

TEST(Backoff, WaitsAsLongAsTheFailureAsks) {
  EXPECT_EQ(kBackoff.After(1, RateLimited("too often", 90'000)), absl::Seconds(90));
  EXPECT_EQ(kBackoff.After(3, RateLimited("too often", 10)), absl::Seconds(4));
  EXPECT_EQ(kBackoff.After(1, absl::UnavailableError("no hint")), absl::Seconds(1));
}

TEST(Jitter, StaysBetweenItsBounds) {
  absl::BitGen random;
  for (int i = 0; i < 1000; ++i) {
    const absl::Duration pause = Jitter(absl::Seconds(10), 0.5, random);
    EXPECT_GE(pause, absl::Seconds(5));
    EXPECT_LE(pause, absl::Seconds(10));
  }
}

}  // namespace
}  // namespace lossy::base
