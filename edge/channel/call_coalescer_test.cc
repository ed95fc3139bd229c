#include "edge/channel/call_coalescer.h"

#include "absl/strings/str_cat.h"
#include "base/time/fake_clock.h"
#include "edge/net/manual_executor.h"
#include "edge/upstream/fake_upstream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CallCoalescerTest : public testing::Test {
 protected:
  using Waiters = std::vector<std::unique_ptr<CallCoalescer::Waiter>>;
  static constexpr int kMaxRunning = 6;

  std::unique_ptr<CallCoalescer::Waiter> Join(const std::string& name,
                                              const std::string& request = "a",
                                              const base::Identity& identity = {.user_id = "ann"},
                                              const Method* method = nullptr) {
    return joins_.Call(method == nullptr ? join_ : *method, request, identity, trace_,
                       [this, name](const absl::Status& status, absl::string_view response) {
                         answers_.push_back(absl::StrCat(name, ": ", status.message(), response));
                       });
  }

  // Starts as many calls of other users as the limit allows, none of them answered.
  Waiters FillTheService() {
    Waiters waiters;
    for (int i = 0; i < kMaxRunning; ++i) {
      waiters.push_back(Join("other", "a", {.user_id = absl::StrCat("other", i)}));
    }
    EXPECT_EQ(upstream_.calls.size(), kMaxRunning);
    return waiters;
  }

  std::vector<std::string> Answers() { return std::exchange(answers_, {}); }

  const Method join_{.service = "a.Service", .name = "Join", .idempotent = true};
  const Method other_join_{.service = "a.Service", .name = "OtherJoin", .idempotent = true};
  const Method elsewhere_{.service = "another.Service", .name = "Join", .idempotent = true};
  const Method counted_join_{.name = "CountedJoin"};
  FakeUpstream upstream_;
  ManualExecutor executor_;
  prometheus::Registry registry_;
  EdgeMetrics metrics_{registry_};
  base::FakeClock clock_;
  ConcurrencyLimiters limiters_{
      {.max_running = kMaxRunning, .max_waiting = 8, .max_wait = absl::Seconds(4)},
      executor_,
      clock_,
      metrics_.join_calls};
  int contexts_ = 0;
  base::TraceContext trace_;  // Of the next join.
  CallCoalescer joins_{upstream_, limiters_, executor_,
                       [this](const base::Identity& identity, const Method&) {
                         return CallContext{.token = identity.user_id,
                                            .request_id = absl::StrCat("r", ++contexts_),
                                            .limit = absl::Seconds(8)};
                       },
                       metrics_};
  std::vector<std::string> answers_;
};

TEST_F(CallCoalescerTest, CallsAtOnce) {
  const auto waiter = Join("one", "request");
  ASSERT_EQ(upstream_.calls.size(), 1);
  EXPECT_EQ(upstream_.calls[0]->method, "Join");
  EXPECT_EQ(upstream_.calls[0]->request, "request");
  EXPECT_EQ(upstream_.calls[0]->context.token, "ann");
  EXPECT_EQ(upstream_.calls[0]->context.request_id, waiter->request_id());
  upstream_.calls[0]->Answer(absl::OkStatus(), "yes");
  EXPECT_THAT(Answers(), ElementsAre("one: yes"));
}

TEST_F(CallCoalescerTest, TracesASharedCallInTheTraceOfItsFirstJoin) {
  const auto current = Join("current");
  trace_ = {.trace_low = 1, .span = 2};
  const auto first = Join("first");
  trace_ = {.trace_low = 3, .span = 4};
  const auto second = Join("second");
  EXPECT_TRUE(current->trace().empty());
  EXPECT_EQ(first->trace().span, 2u);
  EXPECT_EQ(second->trace(), first->trace());
  upstream_.calls[0]->Answer(absl::OkStatus(), "yes");
  ASSERT_EQ(upstream_.calls.size(), 2u);
  EXPECT_EQ(upstream_.calls[1]->context.trace, first->trace());
}

TEST_F(CallCoalescerTest, AnswersJoinsThatArriveDuringACallByTheNext) {
  Waiters waiters;
  for (const char* name : {"one", "two", "three"}) waiters.push_back(Join(name));
  ASSERT_EQ(upstream_.calls.size(), 1);
  upstream_.calls[0]->Answer(absl::OkStatus(), "yes");
  EXPECT_THAT(Answers(), ElementsAre("one: yes"));
  ASSERT_EQ(upstream_.calls.size(), 2);
  waiters.push_back(Join("four"));
  upstream_.calls[1]->Answer(absl::OkStatus(), "still");
  EXPECT_THAT(Answers(), ElementsAre("two: still", "three: still"));
  ASSERT_EQ(upstream_.calls.size(), 3);
  upstream_.calls[2]->Answer(absl::OkStatus(), "indeed");
  EXPECT_THAT(Answers(), ElementsAre("four: indeed"));
  EXPECT_EQ(metrics_.shared_joins.Value(), 1);
}

TEST_F(CallCoalescerTest, NamesTheCallThatAnswersEachJoin) {
  Waiters waiters;
  for (const char* name : {"one", "two", "three"}) waiters.push_back(Join(name));
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_EQ(waiters[0]->request_id(), upstream_.calls[0]->context.request_id);
  EXPECT_EQ(waiters[1]->request_id(), upstream_.calls[1]->context.request_id);
  EXPECT_EQ(waiters[2]->request_id(), upstream_.calls[1]->context.request_id);
}

TEST_F(CallCoalescerTest, CachesNothing) {
  for (int call = 0; call < 2; ++call) {
    const auto waiter = Join("one");
    ASSERT_EQ(upstream_.calls.size(), call + 1);
    upstream_.calls[call]->Answer(absl::OkStatus());
  }
}

TEST_F(CallCoalescerTest, ReturnsTheErrorToAllWaiters) {
  Waiters waiters;
  for (const char* name : {"one", "two", "three"}) waiters.push_back(Join(name));
  upstream_.calls[0]->Answer(absl::OkStatus());
  upstream_.calls[1]->Answer(absl::NotFoundError("gone"));
  EXPECT_THAT(Answers(), ElementsAre("one: ", "two: gone", "three: gone"));
}

TEST_F(CallCoalescerTest, SharesOnlyEqualCalls) {
  Waiters waiters;
  waiters.push_back(Join("one"));
  waiters.push_back(Join("another request", "b"));
  waiters.push_back(Join("another user", "a", {.user_id = "bob"}));
  waiters.push_back(Join("another device", "a", {.user_id = "ann", .device_id = "phone"}));
  waiters.push_back(Join("another role", "a", {.user_id = "ann", .role = base::Role::kOperator}));
  waiters.push_back(Join("another method", "a", {.user_id = "ann"}, &other_join_));
  EXPECT_EQ(upstream_.calls.size(), waiters.size());
}

TEST_F(CallCoalescerTest, SharesIdempotentCallsOnly) {
  Waiters waiters;
  for (const char* name : {"one", "two"}) {
    waiters.push_back(Join(name, "a", {.user_id = "ann"}, &counted_join_));
  }
  ASSERT_EQ(upstream_.calls.size(), 2);
  upstream_.calls[1]->Answer(absl::OkStatus());
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("two: ", "one: "));
}

TEST_F(CallCoalescerTest, ContinuesForTheOtherWaitersWhenOneIsDestroyed) {
  auto one = Join("one");
  auto two = Join("two");
  auto three = Join("three");
  two.reset();
  upstream_.calls[0]->Answer(absl::OkStatus());
  ASSERT_EQ(upstream_.calls.size(), 2);
  auto four = Join("four");
  EXPECT_FALSE(upstream_.calls[1]->cancelled);
  upstream_.calls[1]->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("one: ", "three: "));
}

TEST_F(CallCoalescerTest, CancelsTheCallOfTheLastWaiter) {
  auto one = Join("one");
  one.reset();
  EXPECT_TRUE(upstream_.calls[0]->cancelled);
  const auto two = Join("two");
  EXPECT_EQ(upstream_.calls.size(), 2);
}

TEST_F(CallCoalescerTest, SendsTheNextCallWhenTheFirstIsCancelled) {
  auto one = Join("one");
  const auto two = Join("two");
  one.reset();
  EXPECT_TRUE(upstream_.calls[0]->cancelled);
  ASSERT_EQ(upstream_.calls.size(), 2);
  upstream_.calls[1]->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("two: "));
}

TEST_F(CallCoalescerTest, SendsNoCallForWaitersDestroyedBefore) {
  const auto one = Join("one");
  auto two = Join("two");
  two.reset();
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_EQ(upstream_.calls.size(), 1);
}

TEST_F(CallCoalescerTest, LimitsTheCallsOfAServiceAtOnce) {
  const Waiters others = FillTheService();
  const auto waiter = Join("one");
  EXPECT_EQ(upstream_.calls.size(), kMaxRunning);
  upstream_.calls[3]->Answer(absl::OkStatus());
  executor_.RunAll();
  ASSERT_EQ(upstream_.calls.size(), kMaxRunning + 1);
  EXPECT_EQ(upstream_.calls.back()->context.request_id, waiter->request_id());
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("other: ", "one: "));
}

TEST_F(CallCoalescerTest, LimitsEachServiceByItself) {
  const Waiters others = FillTheService();
  const auto waiter = Join("one", "a", {.user_id = "ann"}, &elsewhere_);
  EXPECT_EQ(upstream_.calls.size(), kMaxRunning + 1);
}

TEST_F(CallCoalescerTest, SharesACallThatWaitsForItsPermit) {
  const Waiters others = FillTheService();
  Waiters waiters;
  for (const char* name : {"one", "two", "three"}) waiters.push_back(Join(name));
  upstream_.calls[0]->Answer(absl::OkStatus());
  executor_.RunAll();
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("other: ", "one: ", "two: ", "three: "));
  EXPECT_EQ(upstream_.calls.size(), kMaxRunning + 1);
  EXPECT_EQ(metrics_.join_calls.waiting.Value(), 0);
}

TEST_F(CallCoalescerTest, ReturnsThePermitOfACancelledCall) {
  Waiters others = FillTheService();
  const auto waiter = Join("one");
  others.pop_back();
  executor_.RunAll();
  EXPECT_EQ(upstream_.calls.size(), kMaxRunning + 1);
}

TEST_F(CallCoalescerTest, RejectsLateWaiters) {
  const Waiters others = FillTheService();
  Waiters waiters;
  for (const char* name : {"one", "two"}) waiters.push_back(Join(name));
  clock_.Advance(absl::Seconds(4));
  limiters_.Tick();
  EXPECT_THAT(Answers(), ElementsAre(testing::StartsWith("one: too many"),
                                     testing::StartsWith("two: too many")));
  EXPECT_EQ(upstream_.calls.size(), kMaxRunning);
  waiters.push_back(Join("three"));
  EXPECT_EQ(metrics_.join_calls.waiting.Value(), 1);
}

TEST_F(CallCoalescerTest, ForgetsAWaitingCallWithoutWaiters) {
  const Waiters others = FillTheService();
  auto waiter = Join("one");
  waiter.reset();
  EXPECT_EQ(metrics_.join_calls.waiting.Value(), 0);
  upstream_.calls[0]->Answer(absl::OkStatus());
  executor_.RunAll();
  EXPECT_EQ(upstream_.calls.size(), kMaxRunning);
}

TEST_F(CallCoalescerTest, AllowsACallbackToDestroyWaitersAndToCall) {
  const auto first = Join("first");
  Waiters waiters;
  // The first waiter destroys itself and the second, and calls again.
  waiters.push_back(joins_.Call(join_, "a", {.user_id = "ann"}, /*trace=*/{},
                                [&](const absl::Status&, absl::string_view) {
                                  waiters.clear();
                                  waiters.push_back(Join("again"));
                                }));
  waiters.push_back(Join("second"));
  upstream_.calls[0]->Answer(absl::OkStatus());
  upstream_.calls[1]->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("first: "));
  ASSERT_EQ(upstream_.calls.size(), 3);
  upstream_.calls[2]->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("again: "));
}

}  // namespace
}  // namespace lossy::edge
