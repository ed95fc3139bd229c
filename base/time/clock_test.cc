#include "base/time/clock.h"

#include "absl/time/clock.h"
#include "base/time/fake_clock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(Clock, ReturnsTheTimeOfTheMachine) {
  const absl::Time before = absl::Now();
  const absl::Time now = RealClock().Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

TEST(Clock, ItsSteadyTimeNeverGoesBack) {
  const absl::Time first = SteadyNow();
  const absl::Time second = SteadyNow();
  EXPECT_LE(first, second);
  EXPECT_LE(second, RealClock().Steady());
}

TEST(FakeClock, StandsStillUntilItIsMoved) {
  FakeClock clock(absl::FromUnixSeconds(100));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(100));
  EXPECT_EQ(clock.Steady(), absl::FromUnixSeconds(100));
  clock.Advance(absl::Seconds(5));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(105));
  EXPECT_EQ(clock.Steady(), absl::FromUnixSeconds(105));
}

TEST(FakeClock, StepsTheWallTimeAlone) {
  FakeClock clock(absl::FromUnixSeconds(10'000));
  clock.StepWall(-absl::Hours(1));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(6'400));
  EXPECT_EQ(clock.Steady(), absl::FromUnixSeconds(10'000));
}

}  // namespace
}  // namespace lossy::base
