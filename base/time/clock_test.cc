#include "base/time/clock.h"

#include "absl/time/clock.h"
#include "base/time/fake_clock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(Clock, TellsTheTimeOfTheMachine) {
  const absl::Time before = absl::Now();
  const absl::Time now = RealClock().Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

TEST(FakeClock, StandsStillUntilItIsMoved) {
  FakeClock clock(absl::FromUnixSeconds(100));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(100));
  clock.Advance(absl::Seconds(5));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(105));
}

}  // namespace
}  // namespace lossy::base
