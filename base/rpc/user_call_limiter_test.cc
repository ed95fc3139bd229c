#include "base/rpc/user_call_limiter.h"

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/sync/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using Permit = UserCallLimiter::Permit;
using testing::ElementsAre;

class UserCallLimiterTest : public testing::Test {
 protected:
  void Limit(UserCallLimiter::Options options) { limiter_.emplace(options, registry_); }

  std::unique_ptr<Permit> Take(const std::string& user) {
    absl::StatusOr<Permit> permit = limiter_->Acquire(user, absl::InfiniteFuture());
    EXPECT_TRUE(permit.ok()) << permit.status();
    return permit.ok() ? std::make_unique<Permit>(*std::move(permit)) : nullptr;
  }

  channel::v1::Error Refused(const std::string& user, absl::Time deadline) {
    return ToError(limiter_->Acquire(user, deadline).status());
  }

  // Returns when that many calls wait.
  void AwaitWaiting(double count) {
    for (;;) {
      for (const prometheus::MetricFamily& family : registry_.Collect()) {
        if (family.name != "lossy_rpc_waiting_calls") continue;
        if (family.metric[0].gauge.value == count) return;
      }
      std::this_thread::yield();
    }
  }

  prometheus::Registry registry_;
  absl::optional<UserCallLimiter> limiter_;
};

TEST_F(UserCallLimiterTest, LetsAnotherUserRunWhileOneHasAllTheirCallsRunning) {
  Limit({.running = 2, .waiting = 1, .wait = absl::Minutes(1)});
  std::unique_ptr<Permit> first = Take("hog"), second = Take("hog");
  std::future<std::unique_ptr<Permit>> third =
      std::async(std::launch::async, [&] { return Take("hog"); });
  AwaitWaiting(1);
  EXPECT_EQ(Refused("hog", absl::InfiniteFuture()).reason(), channel::v1::REASON_RATE_LIMITED);
  EXPECT_NE(Take("ann"), nullptr);
  first.reset();
  EXPECT_NE(third.get(), nullptr);
}

TEST_F(UserCallLimiterTest, ReturnsTheRetryTimeOfACallThatWaitedTooLong) {
  Limit({.running = 1, .wait = absl::Milliseconds(1)});
  const auto held = Take("hog");
  const channel::v1::Error error = Refused("hog", absl::InfiniteFuture());
  EXPECT_EQ(error.reason(), channel::v1::REASON_RATE_LIMITED);
  EXPECT_GE(error.retry_after_ms(), 250);
}

TEST_F(UserCallLimiterTest, WaitsNoLongerThanTheCallsDeadline) {
  Limit({.running = 1, .wait = absl::Hours(1)});
  const auto held = Take("hog");
  EXPECT_EQ(Refused("hog", absl::Now()).reason(), channel::v1::REASON_RATE_LIMITED);
}

TEST_F(UserCallLimiterTest, GrantsPermitsInTheOrderOfArrival) {
  Limit({.running = 1, .wait = absl::Minutes(1)});
  std::unique_ptr<Permit> held = Take("hog");
  Mutex mutex;
  std::vector<int> order;
  std::vector<std::thread> calls;
  for (int call = 0; call < 3; ++call) {
    calls.emplace_back([&, call] {
      const std::unique_ptr<Permit> permit = Take("hog");
      MutexLock lock(mutex);
      order.push_back(call);
    });
    AwaitWaiting(call + 1);
  }
  held.reset();
  for (std::thread& call : calls) call.join();
  EXPECT_THAT(order, ElementsAre(0, 1, 2));
}

TEST_F(UserCallLimiterTest, BoundsTheWaitingCallsOfAllUsers) {
  Limit({.running = 1, .waiting = 10, .all_waiting = 1, .wait = absl::Minutes(1)});
  std::unique_ptr<Permit> ann = Take("ann");
  const auto ben = Take("ben");
  std::future<std::unique_ptr<Permit>> waiter =
      std::async(std::launch::async, [&] { return Take("ann"); });
  AwaitWaiting(1);
  EXPECT_EQ(Refused("ben", absl::InfiniteFuture()).reason(), channel::v1::REASON_RATE_LIMITED);
  ann.reset();
  EXPECT_NE(waiter.get(), nullptr);
}

TEST_F(UserCallLimiterTest, NeverRunsMoreThanTheLimitUnderContention) {
  Limit({.running = 3, .wait = absl::Minutes(1)});
  std::atomic<int> running = 0, most = 0;
  std::vector<std::thread> calls;
  for (int i = 0; i < 16; ++i) {
    calls.emplace_back([&] {
      for (int n = 0; n < 200; ++n) {
        const std::unique_ptr<Permit> permit = Take("hog");
        const int now = ++running;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        --running;
      }
    });
  }
  for (std::thread& call : calls) call.join();
  EXPECT_LE(most, 3);
}

TEST_F(UserCallLimiterTest, LimitsNothingWhenTheLimitIsZero) {
  Limit({.running = 0});
  const auto first = Take("hog"), second = Take("hog"), third = Take("hog");
  EXPECT_NE(third, nullptr);
}

}  // namespace
}  // namespace lossy::base
