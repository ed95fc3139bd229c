#include "edge/channel/concurrency_limiter.h"

#include <functional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/time/fake_clock.h"
#include "edge/net/manual_executor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ConcurrencyLimiterTest : public testing::Test {
 protected:
  // Records its outcome.
  struct Operation final : ConcurrencyLimiter::Waiter {
    void OnPermitted() override { on_outcome("permitted"); }
    void OnRejected(const absl::Status& status) override {
      rejection = status;
      on_outcome("rejected");
    }

    std::function<void(const char*)> on_outcome;
    absl::Status rejection;
    std::unique_ptr<ConcurrencyLimiter::Permit> permit;
  };

  Operation& Start(const std::string& user, const std::string& name) {
    operations_.push_back(std::make_unique<Operation>());
    Operation& operation = *operations_.back();
    operation.on_outcome = [this, name](const char* what) {
      outcomes_.push_back(absl::StrCat(name, " ", what));
    };
    operation.permit = limiter_.Acquire(user, operation);
    return operation;
  }

  void End(Operation& operation) {
    operation.permit.reset();
    executor_.RunAll();
  }

  void Pass(absl::Duration time) {
    clock_.Advance(time);
    limiter_.Tick();
  }

  std::vector<std::string> Outcomes() { return std::exchange(outcomes_, {}); }

  prometheus::Registry registry_;
  ConcurrencyMetrics metrics_{registry_};
  ManualExecutor executor_;
  base::FakeClock clock_;
  ConcurrencyLimiter limiter_{{.max_running = 2, .max_waiting = 3, .max_wait = absl::Seconds(4)},
                              executor_,
                              clock_,
                              metrics_};
  std::vector<std::string> outcomes_;
  std::vector<std::unique_ptr<Operation>> operations_;
};

TEST_F(ConcurrencyLimiterTest, GrantsPermitsAtOnceBelowTheLimit) {
  EXPECT_TRUE(Start("ann", "a1").permit->granted());
  EXPECT_TRUE(Start("ann", "a2").permit->granted());
  EXPECT_FALSE(Start("ann", "a3").permit->granted());
  executor_.RunAll();
  EXPECT_THAT(Outcomes(), IsEmpty());
  EXPECT_EQ(metrics_.running.Value(), 2);
  EXPECT_EQ(metrics_.waiting.Value(), 1);
}

TEST_F(ConcurrencyLimiterTest, GrantsAFreedPermitToTheFirstWaiterFromAPostedTask) {
  Operation& first = Start("ann", "a1");
  Start("ann", "a2");
  Operation& third = Start("ann", "a3");
  first.permit.reset();
  EXPECT_THAT(Outcomes(), IsEmpty());
  EXPECT_FALSE(Start("ann", "a4").permit->granted());  // It waits behind the third.
  executor_.RunAll();
  EXPECT_THAT(Outcomes(), ElementsAre("a3 permitted"));
  EXPECT_TRUE(third.permit->granted());
}

TEST_F(ConcurrencyLimiterTest, ServesUsersInTurns) {
  Operation& first = Start("ann", "a1");
  Operation& second = Start("ann", "a2");
  Operation& third = Start("ann", "a3");
  Start("ann", "a4");
  Start("bob", "b1");
  End(first);
  End(second);
  End(third);
  EXPECT_THAT(Outcomes(), ElementsAre("a3 permitted", "b1 permitted", "a4 permitted"));
}

TEST_F(ConcurrencyLimiterTest, RejectsLateWaitersSpreadOverTime) {
  Start("ann", "a1");
  Start("ann", "a2");
  for (const char* name : {"w1", "w2", "w3"}) Start("ann", name);
  Pass(absl::Seconds(3) - absl::Milliseconds(1));
  EXPECT_THAT(Outcomes(), IsEmpty());
  std::vector<std::string> outcomes;
  int times = 0;
  for (int millisecond = 0; millisecond <= 1001; ++millisecond) {
    Pass(absl::Milliseconds(1));
    const std::vector<std::string> now = Outcomes();
    times += now.empty() ? 0 : 1;
    outcomes.insert(outcomes.end(), now.begin(), now.end());
  }
  EXPECT_THAT(outcomes, testing::UnorderedElementsAre("w1 rejected", "w2 rejected", "w3 rejected"));
  EXPECT_GT(times, 1);
  EXPECT_EQ(metrics_.rejected_late.Value(), 3);
  EXPECT_EQ(metrics_.waiting.Value(), 0);
}

TEST_F(ConcurrencyLimiterTest, RejectsWaitersOfAFullQueueWithinASecond) {
  Start("ann", "a1");
  Start("ann", "a2");
  for (const char* name : {"w1", "w2", "w3", "w4"}) Start("bob", name);
  EXPECT_THAT(Outcomes(), IsEmpty());
  Pass(absl::Seconds(1));
  EXPECT_THAT(Outcomes(), ElementsAre("w4 rejected"));
  EXPECT_EQ(metrics_.rejected_full.Value(), 1);
  EXPECT_EQ(metrics_.waiting.Value(), 3);
}

TEST_F(ConcurrencyLimiterTest, SpreadsItsRetryHints) {
  Start("ann", "a1");
  Start("ann", "a2");
  std::vector<Operation*> waiting;
  for (const char* name : {"w1", "w2", "w3"}) waiting.push_back(&Start("ann", name));
  Pass(absl::Seconds(4));
  std::set<std::int64_t> times;
  for (const Operation* operation : waiting) {
    const channel::v1::Error error = base::ToError(operation->rejection);
    EXPECT_EQ(error.reason(), channel::v1::REASON_UNAVAILABLE);
    EXPECT_GT(error.retry_after_ms(), 0);
    EXPECT_LE(error.retry_after_ms(), 4001);
    times.insert(error.retry_after_ms());
  }
  EXPECT_GT(times.size(), 1);
}

TEST_F(ConcurrencyLimiterTest, ForgetsDestroyedPermits) {
  Operation& first = Start("ann", "a1");
  Start("ann", "a2");
  Operation& waiting = Start("ann", "w1");
  for (const char* name : {"w2", "w3"}) Start("ann", name);
  Operation& overflow = Start("ann", "w4");
  End(waiting);
  End(overflow);
  End(first);
  EXPECT_THAT(Outcomes(), ElementsAre("w2 permitted"));
  Pass(absl::Seconds(4));
  EXPECT_THAT(Outcomes(), ElementsAre("w3 rejected"));
  EXPECT_EQ(metrics_.waiting.Value(), 0);
}

TEST_F(ConcurrencyLimiterTest, AllowsACallbackToDestroyPermits) {
  Operation& first = Start("ann", "a1");
  Operation& second = Start("ann", "a2");
  Operation& third = Start("ann", "w1");
  Operation& fourth = Start("ann", "w2");
  third.on_outcome = [&](const char*) {
    second.permit.reset();
    fourth.permit.reset();
    third.permit.reset();
  };
  End(first);
  EXPECT_EQ(metrics_.running.Value(), 0);
  Operation& fifth = Start("ann", "a3");
  EXPECT_TRUE(fifth.permit->granted());
  EXPECT_THAT(Outcomes(), IsEmpty());
}

}  // namespace
}  // namespace lossy::edge
