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
  using Waits = std::vector<std::unique_ptr<CallCoalescer::Wait>>;
  static constexpr int kMaxInside = 6;

  std::unique_ptr<CallCoalescer::Wait> Ask(const std::string& name,
                                           const std::string& request = "a",
                                           const base::Identity& identity = {.user_id = "ann"},
                                           const Method* method = nullptr) {
    return joins_.Ask(method == nullptr ? join_ : *method, request, identity,
                      [this, name](const absl::Status& status, absl::string_view response) {
                        answers_.push_back(absl::StrCat(name, ": ", status.message(), response));
                      });
  }

  // Of other users, and not answered.
  Waits FillTheService() {
    Waits waits;
    for (int i = 0; i < kMaxInside; ++i) {
      waits.push_back(Ask("other", "a", {.user_id = absl::StrCat("other", i)}));
    }
    EXPECT_EQ(upstream_.calls.size(), kMaxInside);
    return waits;
  }

  std::vector<std::string> Answers() { return std::exchange(answers_, {}); }

  const Method join_{.service = "a.Service", .name = "Join", .idempotent = true};
  const Method other_join_{.service = "a.Service", .name = "OtherJoin", .idempotent = true};
  const Method elsewhere_{.service = "another.Service", .name = "Join", .idempotent = true};
  const Method counted_join_{.name = "CountedJoin"};
  FakeUpstream upstream_;
  ManualExecutor home_;
  prometheus::Registry registry_;
  EdgeMetrics metrics_{registry_};
  base::FakeClock clock_;
  ConcurrencyLimiters admissions_{
      {.max_inside = kMaxInside, .max_waiting = 8, .max_wait = absl::Seconds(4)},
      home_,
      clock_,
      metrics_.join_calls};
  int contexts_ = 0;
  CallCoalescer joins_{upstream_, admissions_, home_,
                       [this](const base::Identity& identity, const Method&) {
                         return CallContext{.token = identity.user_id,
                                            .request_id = absl::StrCat("r", ++contexts_),
                                            .limit = absl::Seconds(8)};
                       },
                       metrics_};
  std::vector<std::string> answers_;
};

TEST_F(CallCoalescerTest, CallsAtOnce) {
  const auto wait = Ask("one", "request");
  ASSERT_EQ(upstream_.calls.size(), 1);
  EXPECT_EQ(upstream_.calls[0]->method, "Join");
  EXPECT_EQ(upstream_.calls[0]->request, "request");
  EXPECT_EQ(upstream_.calls[0]->context.token, "ann");
  EXPECT_EQ(upstream_.calls[0]->context.request_id, wait->request_id());
  upstream_.calls[0]->Answer(absl::OkStatus(), "yes");
  EXPECT_THAT(Answers(), ElementsAre("one: yes"));
}

TEST_F(CallCoalescerTest, AnswersThoseWhoComeDuringACallByTheNext) {
  Waits waits;
  for (const char* name : {"one", "two", "three"}) waits.push_back(Ask(name));
  ASSERT_EQ(upstream_.calls.size(), 1);
  upstream_.calls[0]->Answer(absl::OkStatus(), "yes");
  EXPECT_THAT(Answers(), ElementsAre("one: yes"));
  ASSERT_EQ(upstream_.calls.size(), 2);
  waits.push_back(Ask("four"));
  upstream_.calls[1]->Answer(absl::OkStatus(), "still");
  EXPECT_THAT(Answers(), ElementsAre("two: still", "three: still"));
  ASSERT_EQ(upstream_.calls.size(), 3);
  upstream_.calls[2]->Answer(absl::OkStatus(), "indeed");
  EXPECT_THAT(Answers(), ElementsAre("four: indeed"));
  EXPECT_EQ(metrics_.shared_joins.Value(), 1);
}

TEST_F(CallCoalescerTest, NamesTheCallThatAnswersEachOfThem) {
  Waits waits;
  for (const char* name : {"one", "two", "three"}) waits.push_back(Ask(name));
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_EQ(waits[0]->request_id(), upstream_.calls[0]->context.request_id);
  EXPECT_EQ(waits[1]->request_id(), upstream_.calls[1]->context.request_id);
  EXPECT_EQ(waits[2]->request_id(), upstream_.calls[1]->context.request_id);
}

TEST_F(CallCoalescerTest, RemembersNothing) {
  for (int call = 0; call < 2; ++call) {
    const auto wait = Ask("one");
    ASSERT_EQ(upstream_.calls.size(), call + 1);
    upstream_.calls[call]->Answer(absl::OkStatus());
  }
}

TEST_F(CallCoalescerTest, TellsTheErrorToAllWhoShareIt) {
  Waits waits;
  for (const char* name : {"one", "two", "three"}) waits.push_back(Ask(name));
  upstream_.calls[0]->Answer(absl::OkStatus());
  upstream_.calls[1]->Answer(absl::NotFoundError("gone"));
  EXPECT_THAT(Answers(), ElementsAre("one: ", "two: gone", "three: gone"));
}

TEST_F(CallCoalescerTest, SharesOnlyWhatIsTheSameForTheService) {
  Waits waits;
  waits.push_back(Ask("one"));
  waits.push_back(Ask("another request", "b"));
  waits.push_back(Ask("another user", "a", {.user_id = "bob"}));
  waits.push_back(Ask("another device", "a", {.user_id = "ann", .device_id = "phone"}));
  waits.push_back(Ask("another role", "a", {.user_id = "ann", .role = base::Role::kOperator}));
  waits.push_back(Ask("another method", "a", {.user_id = "ann"}, &other_join_));
  EXPECT_EQ(upstream_.calls.size(), waits.size());
}

TEST_F(CallCoalescerTest, SharesNoCallOfAMethodThatIsNotIdempotent) {
  Waits waits;
  for (const char* name : {"one", "two"}) {
    waits.push_back(Ask(name, "a", {.user_id = "ann"}, &counted_join_));
  }
  ASSERT_EQ(upstream_.calls.size(), 2);
  upstream_.calls[1]->Answer(absl::OkStatus());
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("two: ", "one: "));
}

TEST_F(CallCoalescerTest, GoesOnForTheOthersWhenOneLeaves) {
  auto one = Ask("one");
  auto two = Ask("two");
  auto three = Ask("three");
  two.reset();
  upstream_.calls[0]->Answer(absl::OkStatus());
  ASSERT_EQ(upstream_.calls.size(), 2);
  auto four = Ask("four");
  EXPECT_FALSE(upstream_.calls[1]->cancelled);
  upstream_.calls[1]->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("one: ", "three: "));
}

TEST_F(CallCoalescerTest, CancelsTheCallWhenTheLastOneLeaves) {
  auto one = Ask("one");
  one.reset();
  EXPECT_TRUE(upstream_.calls[0]->cancelled);
  const auto two = Ask("two");
  EXPECT_EQ(upstream_.calls.size(), 2);
}

TEST_F(CallCoalescerTest, CallsForTheNextWhenNobodyWantsTheFirstAnswer) {
  auto one = Ask("one");
  const auto two = Ask("two");
  one.reset();
  EXPECT_TRUE(upstream_.calls[0]->cancelled);
  ASSERT_EQ(upstream_.calls.size(), 2);
  upstream_.calls[1]->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("two: "));
}

TEST_F(CallCoalescerTest, MakesNoCallForThoseWhoLeftBeforeIt) {
  const auto one = Ask("one");
  auto two = Ask("two");
  two.reset();
  upstream_.calls[0]->Answer(absl::OkStatus());
  EXPECT_EQ(upstream_.calls.size(), 1);
}

TEST_F(CallCoalescerTest, AsksAServiceSoManyAtOnceAndTheOthersWait) {
  const Waits others = FillTheService();
  const auto wait = Ask("one");
  EXPECT_EQ(upstream_.calls.size(), kMaxInside);
  upstream_.calls[3]->Answer(absl::OkStatus());
  home_.RunAll();
  ASSERT_EQ(upstream_.calls.size(), kMaxInside + 1);
  EXPECT_EQ(upstream_.calls.back()->context.request_id, wait->request_id());
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("other: ", "one: "));
}

TEST_F(CallCoalescerTest, AsksOtherServicesMeanwhile) {
  const Waits others = FillTheService();
  const auto wait = Ask("one", "a", {.user_id = "ann"}, &elsewhere_);
  EXPECT_EQ(upstream_.calls.size(), kMaxInside + 1);
}

TEST_F(CallCoalescerTest, AnswersAllWhoCameWhileACallWaitedByThatCall) {
  const Waits others = FillTheService();
  Waits waits;
  for (const char* name : {"one", "two", "three"}) waits.push_back(Ask(name));
  upstream_.calls[0]->Answer(absl::OkStatus());
  home_.RunAll();
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("other: ", "one: ", "two: ", "three: "));
  EXPECT_EQ(upstream_.calls.size(), kMaxInside + 1);
  EXPECT_EQ(metrics_.join_calls.waiting.Value(), 0);
}

TEST_F(CallCoalescerTest, MakesRoomWhenACallIsCancelled) {
  Waits others = FillTheService();
  const auto wait = Ask("one");
  others.pop_back();
  home_.RunAll();
  EXPECT_EQ(upstream_.calls.size(), kMaxInside + 1);
}

TEST_F(CallCoalescerTest, RefusesThoseWhoHaveWaitedTooLong) {
  const Waits others = FillTheService();
  Waits waits;
  for (const char* name : {"one", "two"}) waits.push_back(Ask(name));
  clock_.Advance(absl::Seconds(4));
  admissions_.Tick();
  EXPECT_THAT(Answers(), ElementsAre(testing::StartsWith("one: too many"),
                                     testing::StartsWith("two: too many")));
  EXPECT_EQ(upstream_.calls.size(), kMaxInside);
  waits.push_back(Ask("three"));
  EXPECT_EQ(metrics_.join_calls.waiting.Value(), 1);
}

TEST_F(CallCoalescerTest, ForgetsACallThatNobodyWaitsForAnyMore) {
  const Waits others = FillTheService();
  auto wait = Ask("one");
  wait.reset();
  EXPECT_EQ(metrics_.join_calls.waiting.Value(), 0);
  upstream_.calls[0]->Answer(absl::OkStatus());
  home_.RunAll();
  EXPECT_EQ(upstream_.calls.size(), kMaxInside);
}

TEST_F(CallCoalescerTest, ToleratesWhateverHappensInAnAnswer) {
  const auto first = Ask("first");
  Waits waits;
  // The first of them ends itself and the second, and asks again.
  waits.push_back(
      joins_.Ask(join_, "a", {.user_id = "ann"}, [&](const absl::Status&, absl::string_view) {
        waits.clear();
        waits.push_back(Ask("again"));
      }));
  waits.push_back(Ask("second"));
  upstream_.calls[0]->Answer(absl::OkStatus());
  upstream_.calls[1]->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("first: "));
  ASSERT_EQ(upstream_.calls.size(), 3);
  upstream_.calls[2]->Answer(absl::OkStatus());
  EXPECT_THAT(Answers(), ElementsAre("again: "));
}

}  // namespace
}  // namespace lossy::edge
