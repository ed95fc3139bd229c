#include "deploy/lossyctl/probe/channel_client.h"

#include "base/time/clock.h"
#include "deploy/lossyctl/probe/fake_edge.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::lossyctl {
namespace {

using testing::HasSubstr;

constexpr int kText = 1;
constexpr int kClose = 8;
constexpr int kPing = 9;

absl::Time Soon() { return base::SteadyNow() + absl::Seconds(30); }

std::unique_ptr<WebSocket> ConnectTo(const FakeEdge& edge) {
  auto socket = WebSocket::Connect(edge.url(), "", Soon());
  EXPECT_TRUE(socket.ok()) << socket.status();
  return *std::move(socket);
}

std::unique_ptr<WebSocket> UpgradedTo(const FakeEdge& edge) {
  std::unique_ptr<WebSocket> socket = ConnectTo(edge);
  const absl::Status upgraded = socket->Upgrade("/socket/websocket?vsn=2.0.0", Soon());
  EXPECT_TRUE(upgraded.ok()) << upgraded;
  return socket;
}

TEST(WebSocketTest, ReportsTheStatusThatRefusesItsUpgrade) {
  FakeEdge edge("HTTP/1.1 403 Forbidden\r\nContent-Length: 20\r\n\r\n{\"reason\":\"expired\"}");
  const auto socket = ConnectTo(edge);
  const absl::Status status = socket->Upgrade("/socket/websocket", Soon());
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(status.message(), HasSubstr("\"HTTP/1.1 403 Forbidden\" {\"reason\":\"expired\"}"));
}

TEST(WebSocketTest, ReportsAPortWithoutAServer) {
  std::string url;
  {
    FakeEdge edge("");
    ConnectTo(edge);
    url = edge.url();
  }
  const auto socket = WebSocket::Connect(url, "", Soon());
  EXPECT_TRUE(absl::IsUnavailable(socket.status())) << socket.status();
}

TEST(WebSocketTest, ReceivesMessagesOfEachLengthAndAnswersPings) {
  const std::string large(40'000, 'x');
  FakeEdge edge(FakeEdge::Upgraded() + FakeEdge::Frame(kPing, "still there?") +
                FakeEdge::Frame(kText, "small") + FakeEdge::Frame(kText, large));
  auto socket = UpgradedTo(edge);
  EXPECT_EQ(socket->Receive(Soon()).value(), "small");
  EXPECT_EQ(socket->Receive(Soon()).value(), large);
  socket.reset();
  EXPECT_THAT(edge.Received(), HasSubstr("still there?"));
}

TEST(WebSocketTest, ReportsWhyTheEdgeClosedIt) {
  FakeEdge edge(FakeEdge::Upgraded() + FakeEdge::Frame(kClose, "\x0f\xa1revoked"));
  const auto socket = UpgradedTo(edge);
  const absl::Status status = socket->Receive(Soon()).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(status.message(), HasSubstr("with 4001 revoked"));
}

TEST(WebSocketTest, EndsItsWaitAtTheDeadline) {
  FakeEdge edge(FakeEdge::Upgraded());
  const auto socket = UpgradedTo(edge);
  const absl::Status status = socket->Receive(base::SteadyNow() + absl::Milliseconds(20)).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
}

TEST(ChannelClientTest, SeesAPushThatArrivesBeforeTheReply) {
  FakeEdge edge(
      FakeEdge::Upgraded() +
      FakeEdge::Frame(kText, R"(["1","1","t","phx_reply",{"status":"ok","response":{}}])") +
      FakeEdge::Frame(kText, R"(["1",null,"t","done",{}])") +
      FakeEdge::Frame(kText, R"(["1","2","t","phx_reply",{"status":"ok","response":{}}])"));
  auto client = std::make_unique<ChannelClient>(UpgradedTo(edge), "t");
  EXPECT_TRUE(client->Join(Soon()).ok());
  EXPECT_TRUE(client->Push("do", R"({"x":1})", Soon()).ok());
  EXPECT_TRUE(client->AwaitPush("done", Soon()).ok());
  const absl::Status other =
      client->AwaitPush("undone", base::SteadyNow() + absl::Milliseconds(20));
  EXPECT_TRUE(absl::IsDeadlineExceeded(other)) << other;
  client.reset();
  EXPECT_THAT(edge.Received(), HasSubstr(R"(["1","2","t","do",{"x":1}])"));
}

TEST(ChannelClientTest, ReportsTheRefusalOfAJoin) {
  FakeEdge edge(
      FakeEdge::Upgraded() +
      FakeEdge::Frame(
          kText,
          R"(["1","1","t","phx_reply",{"status":"error","response":{"reason":"not_found"}}])"));
  ChannelClient client(UpgradedTo(edge), "t");
  const absl::Status status = client.Join(Soon());
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(status.message(), HasSubstr(R"({"reason":"not_found"})"));
}

TEST(ChannelClientTest, RefusesMessagesOfAnotherProtocol) {
  FakeEdge edge(FakeEdge::Upgraded() + FakeEdge::Frame(kText, "hello"));
  ChannelClient client(UpgradedTo(edge), "t");
  EXPECT_THAT(client.Join(Soon()).message(), HasSubstr("not of Phoenix's protocol"));
}

}  // namespace
}  // namespace lossy::lossyctl
