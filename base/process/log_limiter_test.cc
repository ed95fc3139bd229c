#include "base/process/log_limiter.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

TEST(LogLimiterTest, LetsTheFirstThroughAndThenOneInAPauseWithTheCount) {
  LogLimiter limiter(absl::Seconds(10));
  EXPECT_EQ(limiter.Pass(kStart), 1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(limiter.Pass(kStart + absl::Seconds(i)), absl::nullopt);
  EXPECT_EQ(limiter.Pass(kStart + absl::Seconds(10)), 6);
  EXPECT_EQ(limiter.Pass(kStart + absl::Seconds(20)), 1);
}

TEST(LogLimiterTest, IsNotSilencedByAClockThatIsSetBack) {
  LogLimiter limiter(absl::Seconds(10));
  limiter.Pass(kStart);
  EXPECT_EQ(limiter.Pass(kStart - absl::Hours(1)), 1);
}

}  // namespace
}  // namespace lossy::base
