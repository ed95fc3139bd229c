#include "edge/websocket/websocket_session.h"

#include <memory>
#include <string>
#include <vector>

#include "base/metrics/add_metric.h"
#include "edge/metrics/session_metrics.h"
#include "edge/net/fake_stream_owner.h"
#include "edge/websocket/websocket_session_for.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

// Sends each text back, and records its calls.
class EchoHandler final : public MessageHandler {
 public:
  EchoHandler(Transport& transport, std::vector<std::string>& calls, const bool& busy)
      : transport_(transport), calls_(calls), busy_(busy) {}

  bool OnText(absl::string_view text) override {
    if (text == "bad") return false;
    transport_.SendText({&text, 1});
    return true;
  }
  bool OnBinary(absl::string_view) override { return true; }
  std::int64_t OnBytes(std::size_t, std::int64_t) override { return 0; }
  std::shared_ptr<UserBytes> user_bytes() const override { return nullptr; }
  void OnSweep(absl::Time) override {}
  std::uint32_t sweep_after() const override { return 1'000; }
  bool Busy() const override { return busy_; }
  void OnLimit() override { calls_.emplace_back("limit"); }
  void OnDisconnected() override { calls_.emplace_back("gone"); }

 private:
  Transport& transport_;
  std::vector<std::string>& calls_;
  const bool& busy_;
};

// A frame of a client whose mask is zero, so that the payload stays readable.
std::string Masked(Opcode opcode, const std::string& payload) {
  std::string frame(1, static_cast<char>(0x80 | static_cast<int>(opcode)));
  frame += static_cast<char>(0x80 | payload.size());
  return frame + std::string(4, '\0') + payload;
}

std::string Frame(Opcode opcode, const std::string& payload) {
  const absl::string_view parts[] = {payload};
  return std::string(EncodeFrame(opcode, parts)->wire_bytes());
}

std::string CloseFrame(int code, const std::string& reason) {
  return Frame(Opcode::kClose,
               std::string{static_cast<char>(code >> 8), static_cast<char>(code)} + reason);
}

class WebSocketSessionTest : public testing::Test {
 protected:
  explicit WebSocketSessionTest(const ConnectionLimits& limits = {.max_message_bytes = 100,
                                                                  .max_outbox_bytes = 1 << 20})
      : owner_(limits) {
    auto session = std::make_unique<WebSocketSessionFor<EchoHandler>>(
        owner_.stream(), /*deflate=*/nullptr, metrics_,
        [this](Transport& transport) { return EchoHandler(transport, owner_.calls, busy_); });
    session_ = session.get();
    owner_.stream().Serve(std::move(session));
  }

  // Returns the number of sessions that ended with this label "code".
  double Closes(const std::string& code) {
    return base::AddCounter(registry_, "lossy_edge_closes_total", metrics_.kClosesHelp,
                            {{"transport", "websocket"}, {"code", code}})
        .Value();
  }

  bool busy_ = false;
  prometheus::Registry registry_;
  SessionMetrics metrics_{registry_, "websocket", "websockets", "Open WebSocket connections"};
  FakeStreamOwner owner_;
  WebSocketSession* session_;
};

TEST_F(WebSocketSessionTest, AnswersAllMessagesOfOneReadInOrder) {
  owner_.Send(Masked(Opcode::kText, "one") + Masked(Opcode::kPing, "p") +
              Masked(Opcode::kText, "two"));
  EXPECT_EQ(owner_.Received(),
            Frame(Opcode::kText, "one") + Frame(Opcode::kPong, "p") + Frame(Opcode::kText, "two"));
}

TEST_F(WebSocketSessionTest, JoinsAMessageThatArrivesByteByByte) {
  for (const char byte : Masked(Opcode::kText, "hello")) owner_.Send(std::string(1, byte));
  EXPECT_EQ(owner_.Received(), Frame(Opcode::kText, "hello"));
  EXPECT_EQ(owner_.stream().held(), 0);
}

TEST_F(WebSocketSessionTest, SendsASharedMessageWithItsHeader) {
  const absl::string_view parts[] = {"shared"};
  const EncodedMessagePtr message = EncodedMessage::Encode(MessageKind::kBinary, parts);
  session_->Send(message);
  session_->Send(message);
  owner_.Run();
  const std::string frame = Frame(Opcode::kBinary, "shared");
  EXPECT_EQ(owner_.Received(), frame + frame);
}

TEST_F(WebSocketSessionTest, AnswersACloseAndEndsAfterTheClient) {
  owner_.Send(Masked(Opcode::kClose, "\x03\xe8 bye") + Masked(Opcode::kText, "late"));
  EXPECT_EQ(owner_.Received(), CloseFrame(1000, ""));
  owner_.Received();
  EXPECT_TRUE(owner_.ended);
  EXPECT_THAT(owner_.calls, ElementsAre("gone"));
  owner_.CloseClient();
  EXPECT_THAT(owner_.calls, ElementsAre("gone", "closed"));
}

TEST_F(WebSocketSessionTest, ClosesWhenAMessageIsNotUnderstood) {
  owner_.Send(Masked(Opcode::kText, "bad") + Masked(Opcode::kText, "late"));
  EXPECT_EQ(owner_.Received(), CloseFrame(1011, kNotPhoenix));
}

TEST_F(WebSocketSessionTest, ClosesWhenAMessageIsTooBig) {
  owner_.Send(Masked(Opcode::kText, std::string(101, 'x')));
  EXPECT_EQ(owner_.Received(), CloseFrame(1009, "a message larger than the 100 bytes accepted"));
}

TEST_F(WebSocketSessionTest, NotifiesTheHandlerOfAnAbruptEnd) {
  owner_.CloseClient();
  EXPECT_THAT(owner_.calls, ElementsAre("gone", "closed"));
  EXPECT_EQ(owner_.stream().session(), nullptr);
}

TEST_F(WebSocketSessionTest, CountsAllBytesOfItsOwnMessagesThatWait) {
  const std::string text(600'000, 'x');
  const absl::string_view parts[] = {text};
  while (owner_.stream().held() == 0) {
    session_->SendText(parts);
    owner_.Run();
  }
  const std::size_t before = owner_.stream().held();
  session_->SendText(parts);
  EXPECT_GE(owner_.stream().held(), before + text.size());
}

TEST_F(WebSocketSessionTest, ClosesASlowClientAndKeepsItsLastFrameWhole) {
  const std::string text(100'000, 'x');
  const absl::string_view parts[] = {text};
  const EncodedMessagePtr message = EncodedMessage::Encode(MessageKind::kText, parts);
  for (int i = 0; i < 200 && owner_.calls.empty(); ++i) {
    session_->Send(message);
    owner_.Run();
  }
  EXPECT_THAT(owner_.calls, ElementsAre("slow", "limit", "gone"));
  std::string received;
  while (!owner_.ended && !owner_.reset) {
    received += owner_.Received();
    owner_.Run();
  }
  const std::string goodbye = CloseFrame(1013, "too slow");
  ASSERT_GT(received.size(), goodbye.size());
  EXPECT_EQ(received.substr(received.size() - goodbye.size()), goodbye);
  EXPECT_EQ((received.size() - goodbye.size()) % Frame(Opcode::kText, text).size(), 0);
}

class SmallOutboxTest : public WebSocketSessionTest {
 protected:
  SmallOutboxTest()
      : WebSocketSessionTest({.max_message_bytes = 100, .max_outbox_bytes = 16 << 10}) {}
};

// The answers to one read are larger than the outbox. Part of them is sent, so the rest must be
// sent, too, and leaves no room for the close message.
TEST_F(SmallOutboxTest, CountsASlowClientOnceHoweverMuchItHasSent) {
  std::string pings;
  for (int i = 0; i < 2'000; ++i) pings += Masked(Opcode::kPing, std::string(100, 'p'));
  for (int i = 0; i < 200 && owner_.calls.empty(); ++i) owner_.Send(pings);
  EXPECT_THAT(owner_.calls, ElementsAre("slow", "limit", "gone"));
}

TEST_F(WebSocketSessionTest, DrainsOnceItIsNotBusyAndReadsNothingMeanwhile) {
  busy_ = true;
  EXPECT_FALSE(session_->Drain());
  owner_.Send(Masked(Opcode::kText, "late"));
  EXPECT_EQ(owner_.Received(), "");
  busy_ = false;
  EXPECT_TRUE(session_->Drain());
  owner_.Run();
  EXPECT_EQ(owner_.Received(), CloseFrame(1012, "restart"));
  owner_.CloseClient();
  EXPECT_THAT(owner_.calls, Contains("closed"));
}

TEST_F(WebSocketSessionTest, PingsASilentClientAndClosesAnIdleOne) {
  owner_.PassSeconds(45);
  EXPECT_EQ(owner_.Received(), Frame(Opcode::kPing, ""));
  owner_.Send(Masked(Opcode::kPong, ""));
  owner_.PassSeconds(90);
  EXPECT_EQ(owner_.Received(), Frame(Opcode::kPing, ""));
  EXPECT_THAT(owner_.calls, Not(Contains("idle")));
  owner_.PassSeconds(1);
  EXPECT_EQ(owner_.Received(), CloseFrame(1001, "idle"));
  owner_.PassSeconds(11);
  EXPECT_THAT(owner_.calls, ElementsAre("idle", "gone", "closed"));
}

TEST_F(WebSocketSessionTest, NeedsASweepAtItsNextDeadlineOnly) {
  const auto after = [this] { return owner_.stream().session()->sweep_after(); };
  EXPECT_EQ(after(), 45u);
  owner_.PassSeconds(44);
  EXPECT_EQ(after(), 1u);
  owner_.PassSeconds(1);
  EXPECT_EQ(after(), 45u);
  owner_.PassSeconds(45);
  EXPECT_EQ(after(), 1u);
  EXPECT_EQ(owner_.early_sweeps, 0);
  owner_.PassSeconds(1);
  EXPECT_EQ(owner_.early_sweeps, 1) << "the end of a close comes before the next ping";
  EXPECT_EQ(after(), 11u);
}

class ThrottledTest : public WebSocketSessionTest {
 protected:
  ThrottledTest()
      : WebSocketSessionTest(
            {.max_message_bytes = 100, .byte_rate = {.per_second = 1000, .burst = 10}}) {}
};

TEST_F(ThrottledTest, StopsReadingUntilTheClientOwesNothing) {
  owner_.Send(Masked(Opcode::kText, std::string(50, 'x')));
  EXPECT_THAT(owner_.calls, ElementsAre("throttled"));
  owner_.Received();
  owner_.Send(Masked(Opcode::kText, "y"));
  EXPECT_EQ(owner_.Received(), "");
  while (!owner_.stream().ReadAgain()) owner_.Run();
  owner_.Run();
  EXPECT_EQ(owner_.Received(), Frame(Opcode::kText, "y"));
}

TEST_F(WebSocketSessionTest, CountsItsCloseByTheCodeThatItSends) {
  EXPECT_EQ(metrics_.open.Value(), 1);
  session_->Close(CloseCode::kRevoked, "revoked");
  session_->Close(CloseCode::kSlow, "too slow");
  EXPECT_EQ(Closes("4003"), 1);
  EXPECT_EQ(Closes("1013"), 0);
}

TEST_F(WebSocketSessionTest, CountsACloseOfTheClientWhateverItsCode) {
  owner_.Send(Masked(Opcode::kClose, "\x0f\xa1"));
  EXPECT_EQ(Closes("client"), 1);
  EXPECT_EQ(Closes("4001"), 0);
}

TEST_F(WebSocketSessionTest, CountsAConnectionThatEndsWithoutAClose) {
  owner_.CloseClient();
  EXPECT_EQ(Closes("lost"), 1);
}

}  // namespace
}  // namespace lossy::edge
