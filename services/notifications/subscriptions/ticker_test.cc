#include <future>

#include "gtest/gtest.h"
#include "services/notifications/subscriptions/ticker.h"

namespace lossy::notifications {
namespace {

TEST(Ticker, TicksUntilItIsDestroyed) {
  std::promise<void> thrice;
  int ticks = 0;
  {
    const Ticker ticker(absl::Milliseconds(1), [&] {
      if (++ticks == 3) thrice.set_value();
    });
    thrice.get_future().wait();
  }
  EXPECT_GE(ticks, 3);
}

TEST(Ticker, StopsInTheMiddleOfAPause) {
  int ticks = 0;
  {
    const Ticker ticker(absl::Hours(1), [&] { ++ticks; });
  }
  EXPECT_EQ(ticks, 0);
}

}  // namespace
}  // namespace lossy::notifications
