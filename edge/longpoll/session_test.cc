#include "edge/longpoll/session.h"

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "edge/net/manual_executor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A poller whose answers arrive, unless a test sets `delivered` to false.
class FakePoller final : public Poller {
 public:
  void Answer(std::string body) override { answers.push_back(std::move(body)); }
  void Confirm(Executor& executor, absl::AnyInvocable<void(bool)> done) override {
    executor.Post([this, done = std::move(done)]() mutable { done(delivered); });
  }

  std::vector<std::string> answers;
  bool delivered = true;
};

// Records its calls. It understands every message but "[bad]".
class FakeHandler final : public MessageHandler {
 public:
  FakeHandler(std::vector<std::string>& received, const bool& busy)
      : received_(received), busy_(busy) {}

  bool OnText(absl::string_view text) override {
    received_.emplace_back(text);
    return text != "[bad]";
  }
  bool OnBinary(absl::string_view bytes) override {
    received_.push_back(absl::StrCat("binary ", bytes));
    return true;
  }
  void OnSweep(absl::Time) override { received_.emplace_back("sweep"); }
  std::int64_t OnBytes(std::size_t, std::int64_t) override { return 0; }
  std::shared_ptr<UserBytes> user_bytes() const override { return nullptr; }
  bool Busy() const override { return busy_; }
  void OnLimit() override { received_.emplace_back("limit"); }
  void OnDisconnected() override { received_.emplace_back("gone"); }

 private:
  std::vector<std::string>& received_;
  const bool& busy_;
};

class LongpollSessionTest : public testing::Test {
 protected:
  LongpollSessionTest() { session_->Open(std::make_unique<FakeHandler>(received_, busy_), now_); }

  void Send(absl::string_view text) { session_->SendText({&text, 1}); }
  std::shared_ptr<FakePoller> Poll() {
    auto poller = std::make_shared<FakePoller>();
    session_->Poll(poller, now_);
    executor_.RunAll();
    return poller;
  }
  int Post(const std::string& lines) {
    return session_->Receive(PostBody("application/x-ndjson", lines));
  }
  void Pass(absl::Duration time) {
    now_ += time;
    session_->Sweep(now_);
    executor_.RunAll();
  }

  static std::string Body(absl::string_view messages, int status) {
    return absl::StrCat("{\"messages\":[", messages, "],\"status\":", status, ",\"token\":\"t\"}");
  }

  absl::Time now_ = absl::UnixEpoch();
  prometheus::Registry registry_;
  EdgeMetrics metrics_{registry_};
  ManualExecutor executor_;
  std::vector<std::string> received_;
  bool busy_ = false;
  std::shared_ptr<ByteBudget> budget_ =
      std::make_shared<ByteBudget>(ByteLimits{.thread = 10'000, .user = 10'000});
  std::shared_ptr<LongpollSession> session_ = std::make_shared<LongpollSession>(
      executor_, "t",
      LongpollSession::Options{
          .window = absl::Seconds(10), .idle = absl::Seconds(20), .max_bytes = 20},
      budget_, metrics_);
};

TEST_F(LongpollSessionTest, AnswersAPollWithTheWaitingMessages) {
  Send("[1]");
  Send("[2]");
  EXPECT_THAT(Poll()->answers, ElementsAre(Body(R"("[1]","[2]")", 200)));
}

TEST_F(LongpollSessionTest, AnswersAPollAsSoonAsAMessageComesWithAllThatComesTogether) {
  const auto poll = Poll();
  EXPECT_THAT(poll->answers, IsEmpty());
  Send("[1]");
  Send("[2]");
  executor_.RunAll();
  EXPECT_THAT(poll->answers, ElementsAre(Body(R"("[1]","[2]")", 200)));
}

TEST_F(LongpollSessionTest, AnswersAPollWithNothingAfterAWindow) {
  const auto poll = Poll();
  Pass(absl::Seconds(9));
  EXPECT_THAT(poll->answers, IsEmpty());
  Pass(absl::Seconds(1));
  EXPECT_THAT(poll->answers, ElementsAre(Body("", 204)));
}

TEST_F(LongpollSessionTest, SendsEachMessageOnceWhenNothingBreaks) {
  Send("[1]");
  Poll();
  Send("[2]");
  EXPECT_THAT(Poll()->answers, ElementsAre(Body(R"("[2]")", 200)));
  EXPECT_THAT(Poll()->answers, IsEmpty());
}

TEST_F(LongpollSessionTest, SendsTheMessagesOfABrokenPollAgainInOrder) {
  Send("[1]");
  Send("[2]");
  Poll()->delivered = false;
  Send("[3]");
  const auto second = Poll();
  EXPECT_THAT(second->answers, ElementsAre(Body(R"("[1]","[2]","[3]")", 200)));
  second->delivered = false;
  EXPECT_THAT(Poll()->answers, ElementsAre(Body(R"("[1]","[2]","[3]")", 200)));
  EXPECT_THAT(Poll()->answers, IsEmpty());
  EXPECT_EQ(metrics_.longpoll.sent_again.Value(), 5);
}

TEST_F(LongpollSessionTest, GivesTheNewerOfTwoPollsTheMessages) {
  const auto older = Poll();
  const auto newer = Poll();
  EXPECT_THAT(older->answers, ElementsAre(Body("", 204)));
  Send("[1]");
  executor_.RunAll();
  EXPECT_EQ(older->answers.size(), 1);
  EXPECT_THAT(newer->answers, ElementsAre(Body(R"("[1]")", 200)));
}

TEST_F(LongpollSessionTest, KeepsMessagesWhenTheWaitingPollIsCancelled) {
  const auto poll = Poll();
  session_->Cancel(*poll, now_);
  Send("[1]");
  executor_.RunAll();
  EXPECT_THAT(poll->answers, IsEmpty());
  EXPECT_THAT(Poll()->answers, ElementsAre(Body(R"("[1]")", 200)));
}

TEST_F(LongpollSessionTest, HandsOverPostedMessages) {
  EXPECT_EQ(Post("[1]\n[2]\nYQ==\n"), 200);
  EXPECT_THAT(received_, ElementsAre("[1]", "[2]", "binary a"));
}

TEST_F(LongpollSessionTest, SurvivesBadBase64) {
  EXPECT_EQ(Post("[1]\n***\n[2]"), 400);
  EXPECT_THAT(received_, ElementsAre("[1]"));
  EXPECT_EQ(Post("[3]"), 200);
  EXPECT_FALSE(session_->over());
}

TEST_F(LongpollSessionTest, EndsAtOnceWhenAMessageIsNotUnderstood) {
  EXPECT_EQ(Post("[1]\n[bad]\n[2]"), 408);
  EXPECT_THAT(received_, ElementsAre("[1]", "[bad]", "gone"));
  EXPECT_EQ(Post("[3]"), 410);
  EXPECT_TRUE(session_->over());
}

TEST_F(LongpollSessionTest, EndsAtOnceWhenAMessageIsNoText) {
  EXPECT_EQ(Post("[\"\xff\"]"), 408);
  EXPECT_THAT(received_, ElementsAre("gone"));
}

TEST_F(LongpollSessionTest, AnswersAWaitingPollAtOnceWhenItEnds) {
  const auto poll = Poll();
  session_->Close(CloseCode::kGoingAway, "");
  executor_.RunAll();
  EXPECT_THAT(poll->answers, ElementsAre(Body("", 410)));
  EXPECT_TRUE(session_->over());
}

TEST_F(LongpollSessionTest, GivesTheMessagesThatWaitBeforeItReportsItsEnd) {
  Send("[1]");
  session_->Close(CloseCode::kRestart, "");
  Send("[2]");
  EXPECT_FALSE(session_->over());
  EXPECT_THAT(Poll()->answers, ElementsAre(Body(R"("[1]")", 200)));
  EXPECT_THAT(Poll()->answers, ElementsAre(Body("", 410)));
  EXPECT_TRUE(session_->over());
}

TEST_F(LongpollSessionTest, AnswersOpenRequestsBeforeItIsDrained) {
  const auto poll = Poll();
  busy_ = true;
  EXPECT_TRUE(session_->Drain());
  EXPECT_FALSE(session_->Drain());
  Pass(absl::Seconds(1));
  EXPECT_THAT(poll->answers, IsEmpty());
  Send("[1]");
  busy_ = false;
  Pass(absl::Seconds(1));
  EXPECT_THAT(poll->answers, ElementsAre(Body(R"("[1]")", 200)));
  EXPECT_TRUE(session_->ended());
}

TEST_F(LongpollSessionTest, EndsWhenTooMuchWaits) {
  Send("[1234567890]");
  Send("[1234567890]");
  EXPECT_THAT(received_, ElementsAre("limit", "gone"));
  EXPECT_EQ(metrics_.clients.slow.Value(), 1);
  EXPECT_TRUE(session_->over());
}

TEST_F(LongpollSessionTest, CountsUnconfirmedMessagesAsWaiting) {
  Send("[1234567890]");
  Poll();
  Send("[1234567890]");
  EXPECT_TRUE(session_->over());
}

TEST_F(LongpollSessionTest, HasRoomAgainAfterTheNextPoll) {
  for (int i = 0; i < 5; ++i) {
    Send("[1234567890]");
    EXPECT_EQ(Poll()->answers.size(), 1);
  }
}

TEST_F(LongpollSessionTest, EndsWithoutAPollForTooLong) {
  Poll();
  Pass(absl::Seconds(10));
  Pass(absl::Seconds(20));
  EXPECT_FALSE(session_->over());
  Pass(absl::Seconds(1));
  EXPECT_TRUE(session_->over());
  EXPECT_THAT(received_, ElementsAre("sweep", "sweep", "gone"));
}

TEST_F(LongpollSessionTest, IsNotKeptAliveByPosts) {
  Pass(absl::Seconds(19));
  Post("[1]");
  Pass(absl::Seconds(2));
  EXPECT_TRUE(session_->over());
}

TEST_F(LongpollSessionTest, IsCountedWhileItLives) {
  EXPECT_EQ(metrics_.longpoll.sessions.open.Value(), 1);
  session_.reset();
  EXPECT_EQ(metrics_.longpoll.sessions.open.Value(), 0);
  EXPECT_THAT(received_, ElementsAre("gone"));
}

TEST_F(LongpollSessionTest, ReleasesItsBytesWhenItIsClosedForThem) {
  LongpollSession::Options options{
      .window = absl::Seconds(10), .idle = absl::Seconds(20), .max_bytes = 100'000};
  session_ = std::make_shared<LongpollSession>(executor_, "t", options, budget_, metrics_);
  session_->Open(std::make_unique<FakeHandler>(received_, busy_), now_);
  Send(std::string(20'000, ' '));
  EXPECT_GE(budget_->held(), 20'000);
  budget_->Enforce();
  EXPECT_EQ(budget_->held(), 0);
  EXPECT_EQ(metrics_.clients.over_budget.Value(), 1);
  EXPECT_THAT(received_, testing::Contains("gone"));
  EXPECT_THAT(Poll()->answers, ElementsAre(Body("", 410)));
}

}  // namespace
}  // namespace lossy::edge
