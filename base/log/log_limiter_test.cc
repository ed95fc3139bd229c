#include "base/log/log_limiter.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const LogLimiter::Clock::time_point kStart{hours(1000)};

int Passed(LogLimiter& limiter, int events, LogLimiter::Clock::time_point now) {
  int passed = 0;
  for (int i = 0; i < events; ++i) passed += limiter.Pass(now).has_value() ? 1 : 0;
  return passed;
}

TEST(LogLimiterTest, LogsTheFirstAndThenOneInAPauseWithTheCount) {
  LogLimiter limiter(absl::Seconds(10));
  EXPECT_EQ(limiter.Pass(kStart), 1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(limiter.Pass(kStart + seconds(i)), absl::nullopt);
  EXPECT_EQ(limiter.Pass(kStart + seconds(10)), 6);
  EXPECT_EQ(limiter.Pass(kStart + seconds(20)), 1);
}

TEST(LogLimiterTest, LogsABurstAndThenOneInAPause) {
  LogLimiter limiter(absl::Seconds(1), 10);
  EXPECT_EQ(Passed(limiter, 1000, kStart), 10);
  EXPECT_EQ(Passed(limiter, 1000, kStart + seconds(3)), 3);
  EXPECT_EQ(Passed(limiter, 1000, kStart + hours(1)), 10);
}

TEST(LogLimiterTest, CountsTheEventsOfABurstThatWereNotLogged) {
  LogLimiter limiter(absl::Seconds(1), 10);
  Passed(limiter, 110, kStart);
  EXPECT_EQ(limiter.Pass(kStart + seconds(1)), 101);
}

}  // namespace
}  // namespace lossy::base
