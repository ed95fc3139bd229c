#include "base/sync/wake_event.h"

#include <poll.h>

#include <thread>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

constexpr int kLimitMs = 20'000;

// True if the descriptor is readable within `timeout_ms`.
bool IsReadable(const WakeEvent& event, int timeout_ms) {
  pollfd waiter{.fd = event.fd(), .events = POLLIN, .revents = 0};
  return poll(&waiter, 1, timeout_ms) == 1;
}

TEST(WakeEventTest, WakesAThreadThatPolls) {
  WakeEvent event;
  std::thread other([&] { event.Set(); });
  EXPECT_TRUE(IsReadable(event, kLimitMs));
  other.join();
  EXPECT_TRUE(event.Take());
}

TEST(WakeEventTest, CountsSeveralCallsOfSetAsOne) {
  WakeEvent event;
  event.Set();
  event.Set();
  EXPECT_TRUE(event.Take());
  EXPECT_FALSE(event.Take());
  EXPECT_FALSE(IsReadable(event, 0));
}

TEST(WakeEventTest, LosesNoCallThatFollowsTake) {
  constexpr int kCalls = 10'000;
  WakeEvent event;
  std::atomic<int> called{0};
  std::thread other([&] {
    for (int i = 0; i < kCalls; ++i) {
      ++called;
      event.Set();
    }
  });
  int seen = 0;
  while (seen < kCalls) {
    ASSERT_TRUE(IsReadable(event, kLimitMs));
    event.Take();
    seen = called;
  }
  other.join();
}

}  // namespace
}  // namespace lossy::base
