#include "services/shared/text/check_seconds.h"

#include <limits>

#include "base/error/error.h"
#include "gtest/gtest.h"

namespace lossy::services {
namespace {

std::string Refusal(double seconds) {
  return base::ToError(CheckSeconds("timestamp", seconds)).message();
}

TEST(CheckSecondsTest, AcceptsEverySecondOfAVideo) {
  for (const double seconds : {0.0, 12.5, 604'800.0}) {
    EXPECT_TRUE(CheckSeconds("timestamp", seconds).ok()) << seconds;
  }
}

TEST(CheckSecondsTest, RejectsMilliseconds) {
  for (const double seconds : {1'795'987'772'181.0, 604'800.5, 1e308}) {
    EXPECT_EQ(Refusal(seconds),
              "timestamp must be in seconds, not milliseconds, and at most 604800");
  }
}

TEST(CheckSecondsTest, RejectsInvalidSeconds) {
  using Limits = std::numeric_limits<double>;
  for (const double seconds : {-0.1, Limits::quiet_NaN(), Limits::infinity()}) {
    EXPECT_EQ(Refusal(seconds), "timestamp must be a number of seconds, not negative");
  }
}

}  // namespace
}  // namespace lossy::services
