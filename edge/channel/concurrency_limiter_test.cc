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
  // Says what becomes of it.
  struct Visitor final : ConcurrencyLimiter::Guest {
    void OnAdmitted() override { on_told("in"); }
    void OnRefused(const absl::Status& status) override {
      refusal = status;
      on_told("refused");
    }

    std::function<void(const char*)> on_told;
    absl::Status refusal;
    std::unique_ptr<ConcurrencyLimiter::Place> place;
  };

  Visitor& Come(const std::string& user, const std::string& name) {
    visitors_.push_back(std::make_unique<Visitor>());
    Visitor& visitor = *visitors_.back();
    visitor.on_told = [this, name](const char* what) {
      told_.push_back(absl::StrCat(name, " ", what));
    };
    visitor.place = admission_.Enter(user, visitor);
    return visitor;
  }

  void Leave(Visitor& visitor) {
    visitor.place.reset();
    home_.RunAll();
  }

  void Pass(absl::Duration time) {
    clock_.Advance(time);
    admission_.Tick();
  }

  std::vector<std::string> Told() { return std::exchange(told_, {}); }

  prometheus::Registry registry_;
  ConcurrencyMetrics metrics_{registry_};
  ManualExecutor home_;
  base::FakeClock clock_;
  ConcurrencyLimiter admission_{
      {.max_inside = 2, .max_waiting = 3, .max_wait = absl::Seconds(4)}, home_, clock_, metrics_};
  std::vector<std::string> told_;
  std::vector<std::unique_ptr<Visitor>> visitors_;
};

TEST_F(ConcurrencyLimiterTest, LetsGuestsInAtOnceWhileThereIsRoom) {
  EXPECT_TRUE(Come("ann", "a1").place->inside());
  EXPECT_TRUE(Come("ann", "a2").place->inside());
  EXPECT_FALSE(Come("ann", "a3").place->inside());
  home_.RunAll();
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_EQ(metrics_.inside.Value(), 2);
  EXPECT_EQ(metrics_.waiting.Value(), 1);
}

TEST_F(ConcurrencyLimiterTest, LetsInWhoWaitsWhenAnotherLeavesButNotBeforeThatIsOver) {
  Visitor& first = Come("ann", "a1");
  Come("ann", "a2");
  Visitor& third = Come("ann", "a3");
  first.place.reset();
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_FALSE(Come("ann", "a4").place->inside());  // Behind the third.
  home_.RunAll();
  EXPECT_THAT(Told(), ElementsAre("a3 in"));
  EXPECT_TRUE(third.place->inside());
}

TEST_F(ConcurrencyLimiterTest, LetsUsersTakeTurns) {
  Visitor& first = Come("ann", "a1");
  Visitor& second = Come("ann", "a2");
  Visitor& third = Come("ann", "a3");
  Come("ann", "a4");
  Come("bob", "b1");
  Leave(first);
  Leave(second);
  Leave(third);
  EXPECT_THAT(Told(), ElementsAre("a3 in", "b1 in", "a4 in"));
}

TEST_F(ConcurrencyLimiterTest, RefusesWhoHasWaitedTooLongButNotAllAtOnce) {
  Come("ann", "a1");
  Come("ann", "a2");
  for (const char* name : {"w1", "w2", "w3"}) Come("ann", name);
  Pass(absl::Seconds(3) - absl::Milliseconds(1));
  EXPECT_THAT(Told(), IsEmpty());
  std::vector<std::string> told;
  int times = 0;
  for (int millisecond = 0; millisecond <= 1001; ++millisecond) {
    Pass(absl::Milliseconds(1));
    const std::vector<std::string> now = Told();
    times += now.empty() ? 0 : 1;
    told.insert(told.end(), now.begin(), now.end());
  }
  EXPECT_THAT(told, testing::UnorderedElementsAre("w1 refused", "w2 refused", "w3 refused"));
  EXPECT_GT(times, 1);
  EXPECT_EQ(metrics_.refused_late.Value(), 3);
  EXPECT_EQ(metrics_.waiting.Value(), 0);
}

TEST_F(ConcurrencyLimiterTest, RefusesWhoFindsTheLineFullWithinASecond) {
  Come("ann", "a1");
  Come("ann", "a2");
  for (const char* name : {"w1", "w2", "w3", "w4"}) Come("bob", name);
  EXPECT_THAT(Told(), IsEmpty());
  Pass(absl::Seconds(1));
  EXPECT_THAT(Told(), ElementsAre("w4 refused"));
  EXPECT_EQ(metrics_.refused_full.Value(), 1);
  EXPECT_EQ(metrics_.waiting.Value(), 3);
}

TEST_F(ConcurrencyLimiterTest, SaysWhenToComeBackAndNotToAllTheSame) {
  Come("ann", "a1");
  Come("ann", "a2");
  std::vector<Visitor*> waiting;
  for (const char* name : {"w1", "w2", "w3"}) waiting.push_back(&Come("ann", name));
  Pass(absl::Seconds(4));
  std::set<std::int64_t> times;
  for (const Visitor* visitor : waiting) {
    const channel::v1::Error error = base::ToError(visitor->refusal);
    EXPECT_EQ(error.reason(), channel::v1::REASON_UNAVAILABLE);
    EXPECT_GT(error.retry_after_ms(), 0);
    EXPECT_LE(error.retry_after_ms(), 4001);
    times.insert(error.retry_after_ms());
  }
  EXPECT_GT(times.size(), 1);
}

TEST_F(ConcurrencyLimiterTest, ForgetsWhoDoesNotWaitAnyMore) {
  Visitor& first = Come("ann", "a1");
  Come("ann", "a2");
  Visitor& waiting = Come("ann", "w1");
  for (const char* name : {"w2", "w3"}) Come("ann", name);
  Visitor& turned_away = Come("ann", "w4");
  Leave(waiting);
  Leave(turned_away);
  Leave(first);
  EXPECT_THAT(Told(), ElementsAre("w2 in"));
  Pass(absl::Seconds(4));
  EXPECT_THAT(Told(), ElementsAre("w3 refused"));
  EXPECT_EQ(metrics_.waiting.Value(), 0);
}

TEST_F(ConcurrencyLimiterTest, ToleratesThatPlacesAreGivenUpInACall) {
  Visitor& first = Come("ann", "a1");
  Visitor& second = Come("ann", "a2");
  Visitor& third = Come("ann", "w1");
  Visitor& fourth = Come("ann", "w2");
  third.on_told = [&](const char*) {
    second.place.reset();
    fourth.place.reset();
    third.place.reset();
  };
  Leave(first);
  EXPECT_EQ(metrics_.inside.Value(), 0);
  Visitor& fifth = Come("ann", "a3");
  EXPECT_TRUE(fifth.place->inside());
  EXPECT_THAT(Told(), IsEmpty());
}

}  // namespace
}  // namespace lossy::edge
