#include "services/notifications/presence/tick_thread.h"

#include <atomic>

#include "base/testing/eventually.h"
#include "base/time/clock.h"
#include "gtest/gtest.h"

namespace lossy::notifications {
namespace {

TEST(TickTimerTest, IsDueAtTheEarliestTimeThatIsRequired) {
  TickTimer timer;
  EXPECT_EQ(timer.due(), absl::InfinitePast());
  timer.Begin();
  EXPECT_EQ(timer.due(), absl::InfiniteFuture());
  const absl::Time at = absl::FromUnixSeconds(100);
  timer.Require(at);
  timer.Require(at + absl::Seconds(1));
  EXPECT_EQ(timer.due(), at);
  timer.Require(at - absl::Seconds(1));
  EXPECT_EQ(timer.due(), at - absl::Seconds(1));
}

TEST(TickThreadTest, TicksWhenItIsRequiredAndNotOtherwise) {
  TickTimer timer;
  std::atomic<int> ticks{0};
  const TickThread thread(timer, absl::ZeroDuration(), [&] { ++ticks; });
  EXPECT_TRUE(base::Eventually([&] { return ticks == 1; }));
  EXPECT_EQ(timer.due(), absl::InfiniteFuture());
  timer.Require(absl::InfinitePast());
  EXPECT_TRUE(base::Eventually([&] { return ticks == 2; }));
  timer.Require(base::SteadyNow() + absl::Milliseconds(1));
  EXPECT_TRUE(base::Eventually([&] { return ticks == 3; }));
  EXPECT_EQ(timer.due(), absl::InfiniteFuture());
}

TEST(TickThreadTest, TheRequirementsWithinThePauseShareATick) {
  TickTimer timer;
  std::atomic<int> ticks{0};
  {
    const TickThread thread(timer, absl::Hours(1), [&] { ++ticks; });
    EXPECT_TRUE(base::Eventually([&] { return ticks == 1; }));
    for (int i = 0; i < 100; ++i) timer.Require(absl::InfinitePast());
  }
  EXPECT_EQ(ticks, 1);
}

TEST(TickThreadTest, ARequirementDuringATickCausesTheNextOne) {
  TickTimer timer;
  std::atomic<int> ticks{0};
  const TickThread thread(timer, absl::ZeroDuration(), [&] {
    if (++ticks < 5) timer.Require(absl::InfinitePast());
  });
  EXPECT_TRUE(base::Eventually([&] { return ticks == 5; }));
}

}  // namespace
}  // namespace lossy::notifications
