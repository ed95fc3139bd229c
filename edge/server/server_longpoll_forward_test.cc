#include <memory>
#include <string>
#include <thread>

#include "edge/server/longpoll_fixture.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;

using ServerLongpollForwardTest = ServerLongpollTest;

TEST_P(ServerLongpollForwardTest, IsForwardedToTheEdgeThatHasTheSession) {
  TestServer other(GetParam());
  const std::string token = OpenJoined(server_);
  EXPECT_EQ(BodyOf(Ask(other, Post(token, R"(["1","2","room:a","echo",{}])"))),
            R"({"status":200})");
  const std::string response = Ask(other, Poll(token));
  EXPECT_THAT(response, HasSubstr("\r\naccess-control-allow-origin: *\r\n"));
  EXPECT_THAT(BodyOf(response), HasSubstr("phx_reply"));
  TestClient poller(other.port());
  poller.Send(Poll(token));
  EXPECT_TRUE(TestServer::AwaitValue(server_.metrics().longpoll.waiting, 1));
  server_.services().Publish("a", "news");
  EXPECT_EQ(BodyOf(poller.ReadResponse()), Body(Published("news"), 200, token));
  EXPECT_EQ(other.metrics().longpoll.forwarded.Value(), 3);
}

TEST_P(ServerLongpollForwardTest, LosesNothingWhenAForwardedPollBreaks) {
  TestServer other(GetParam());
  const std::string token = OpenJoined(server_);
  TestClient broken(other.port());
  server_.services().Publish("a", "news");
  EXPECT_EQ(BodyOf(Ask(broken, Poll(token))), Body(Published("news"), 200, token));
  broken.Reset();
  EXPECT_TRUE(server_.AwaitConnections(0));
  EXPECT_EQ(BodyOf(Ask(other, Poll(token))), Body(Published("news"), 200, token));
}

TEST_P(ServerLongpollForwardTest, SendsForwardedPollsAnotherWayWhenItDrains) {
  TestServer other(GetParam());
  const std::string token = OpenJoined(server_);
  TestClient poller(other.port());
  poller.Send(Poll(token));
  EXPECT_TRUE(TestServer::AwaitValue(server_.metrics().longpoll.waiting, 1));
  std::thread draining([&] { other.Drain(absl::Seconds(30)); });
  EXPECT_EQ(BodyOf(poller.ReadResponse()), Body("", 204, token));
  EXPECT_TRUE(poller.AtEnd());
  poller.Reset();
  draining.join();
  server_.services().Publish("a", "news");
  EXPECT_EQ(BodyOf(Ask(server_, Poll(token))), Body(Published("news"), 200, token));
}

TEST_P(ServerLongpollForwardTest, MakesANewSessionWhenTheOtherEdgeIsUnreachable) {
  auto other = std::make_unique<TestServer>(GetParam());
  const std::string token = Open(*other);
  other.reset();
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, kJoin))), R"({"status":410})");
  const std::string next = BodyOf(Ask(server_, Poll(token)));
  EXPECT_EQ(next, Body("", 410, TokenIn(next)));
  EXPECT_EQ(BodyOf(Ask(server_, Post(TokenIn(next), kJoin))), R"({"status":200})");
  EXPECT_EQ(server_.metrics().longpoll.forwards_failed.Value(), 2);
}

TEST_P(ServerLongpollForwardTest, MakesANewSessionWhenTheOtherEdgeKnowsNone) {
  TestServer other(GetParam());
  const std::string token = Open(other);
  Ask(other, Post(token, "{bad"));
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, kJoin))), R"({"status":410})");
  const std::string next = BodyOf(Ask(server_, Poll(token)));
  EXPECT_EQ(next, Body("", 410, TokenIn(next)));
  EXPECT_EQ(server_.metrics().longpoll.sessions.open.Value(), 1);
  EXPECT_EQ(other.metrics().longpoll.forwarded.Value(), 0);
}

INSTANTIATE_TEST_SUITE_P(Threads, ServerLongpollForwardTest, testing::Values(1, 2));

}  // namespace
}  // namespace lossy::edge
