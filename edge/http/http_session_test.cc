#include "edge/http/http_session.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "edge/net/fake_stream_owner.h"
#include "edge/net/fake_stream_session.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

// A session that sends its input back.
class EchoSession final : public FakeStreamSession {
 public:
  explicit EchoSession(TcpStream& stream) : stream_(stream) {}

  std::size_t OnData(char* data, std::size_t size) override {
    stream_.writer().Write(absl::StrCat("echo:", absl::string_view(data, size)));
    return size;
  }

 private:
  TcpStream& stream_;
};

// Takes each line for a request: "last" closes, "later" is answered later, "upgrade" upgrades;
// every other line is sent back.
class LineHandler final : public HttpHandler {
 public:
  class Pending final : public PendingResponse {
   public:
    explicit Pending(std::vector<std::string>& calls) : calls_(calls) {}
    void OnDrain() override { calls_.emplace_back("drain"); }
    void OnOver(bool delivered) override {
      calls_.emplace_back(delivered ? "delivered" : "not delivered");
    }

   private:
    std::vector<std::string>& calls_;
  };

  explicit LineHandler(std::vector<std::string>& calls) : calls_(calls) {}

  Outcome OnHttp(absl::string_view data, HttpState&, TcpStream& stream,
                 Responder& responder) override {
    Outcome outcome;
    const std::size_t end = data.find('\n');
    if (end == absl::string_view::npos) return outcome;
    const absl::string_view line = data.substr(0, end);
    outcome.consumed = end + 1;
    if (line == "later") {
      pending = &responder;
      outcome.pending = std::make_unique<Pending>(calls_);
    } else if (line == "upgrade") {
      outcome.upgraded = std::make_unique<EchoSession>(stream);
    } else {
      outcome.response = absl::StrCat("<", line, ">");
      outcome.close = line == "last";
    }
    return outcome;
  }
  std::string OverBudget() const override { return "<too much>"; }

  Responder* pending = nullptr;

 private:
  std::vector<std::string>& calls_;
};

class HttpSessionTest : public testing::Test {
 protected:
  HttpSessionTest() {
    owner_.stream().Serve(std::make_unique<HttpSession>(owner_.stream(), handler_, HttpState()));
  }

  FakeStreamOwner owner_;
  LineHandler handler_{owner_.calls};
};

TEST_F(HttpSessionTest, AnswersRequestsInOrderAlsoWhenTheyArriveInPieces) {
  owner_.Send("one\ntwo\nth");
  EXPECT_EQ(owner_.Received(), "<one><two>");
  owner_.Send("ree\n");
  EXPECT_EQ(owner_.Received(), "<three>");
}

TEST_F(HttpSessionTest, ClosesBehindTheLastResponse) {
  owner_.Send("last\nnever\n");
  EXPECT_EQ(owner_.Received(), "<last>");
  EXPECT_TRUE(owner_.ended);
  owner_.CloseClient();
  EXPECT_THAT(owner_.calls, ElementsAre("closed"));
}

TEST_F(HttpSessionTest, DelaysRequestsBehindAnUnansweredOne) {
  owner_.Send("later\nnext\n");
  EXPECT_EQ(owner_.Received(), "");
  handler_.pending->Respond("<now>", /*close=*/false);
  owner_.Run();
  EXPECT_EQ(owner_.Received(), "<now><next>");
  EXPECT_THAT(owner_.calls, ElementsAre("delivered"));
}

TEST_F(HttpSessionTest, ReportsAResponseThatWasNotGiven) {
  owner_.Send("later\n");
  owner_.CloseClient();
  EXPECT_THAT(owner_.calls, ElementsAre("not delivered", "closed"));
}

TEST_F(HttpSessionTest, ReportsAResponseThatTheClientReadBeforeItLeft) {
  owner_.Send("later\n");
  handler_.pending->Respond("<now>", /*close=*/false);
  owner_.Run();
  EXPECT_EQ(owner_.Received(), "<now>");
  owner_.CloseClient();
  EXPECT_THAT(owner_.calls, ElementsAre("delivered", "closed"));
}

TEST_F(HttpSessionTest, HandsTheRestOfTheInputToTheUpgradedSession) {
  owner_.Send("one\nupgrade\nrest");
  EXPECT_EQ(owner_.Received(), "<one>echo:rest");
  owner_.Send("more");
  EXPECT_EQ(owner_.Received(), "echo:more");
}

TEST_F(HttpSessionTest, EndsARequestThatTakesTooLong) {
  owner_.Send("one\nincompl");
  owner_.PassSeconds(10);
  EXPECT_THAT(owner_.calls, IsEmpty());
  owner_.PassSeconds(1);
  EXPECT_THAT(owner_.calls, ElementsAre("closed"));
}

TEST_F(HttpSessionTest, DrainsAnIdleConnectionAtOnce) {
  EXPECT_TRUE(owner_.stream().session()->Drain());
  owner_.Run();
  EXPECT_THAT(owner_.calls, ElementsAre("closed"));
}

TEST_F(HttpSessionTest, AnswersBeforeItDrains) {
  owner_.Send("later\n");
  EXPECT_TRUE(owner_.stream().session()->Drain());
  EXPECT_THAT(owner_.calls, ElementsAre("drain"));
  handler_.pending->Respond("<now>", /*close=*/false);
  owner_.Run();
  EXPECT_EQ(owner_.Received(), "<now>");
  EXPECT_TRUE(owner_.ended);
}

TEST_F(HttpSessionTest, RefusesAnIncompleteRequestThatTakesTooMuchMemory) {
  owner_.Send(std::string(300'000, 'x'));
  EXPECT_GE(owner_.stream().held(), 300'000);
  ByteAccount& account = owner_.stream().account();
  EXPECT_GE(account.bytes(), 300'000);
  owner_.stream().session()->OnOverBudget();
  owner_.Run();
  EXPECT_EQ(owner_.Received(), "<too much>");
  EXPECT_TRUE(owner_.ended);
}

}  // namespace
}  // namespace lossy::edge
