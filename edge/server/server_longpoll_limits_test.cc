#include <string>

#include "absl/strings/str_cat.h"
#include "edge/server/longpoll_fixture.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// HAProxy resets each connection that it does not need any more.
TEST(ServerLongpollLimitsTest, AResetByATrustedProxyIsNoLoss) {
  ServerLimits limits;
  limits.channel.expiry_bound = absl::InfiniteDuration();
  TestServer server(/*threads=*/1, limits, "", /*forwarded_from=*/"127.0.0.1");
  const std::string token = OpenJoined(server);
  for (int i = 0; i < 20; ++i) {
    TestClient proxy(server.port());
    server.services().Publish("a", absl::StrCat(i));
    EXPECT_EQ(BodyOf(Ask(proxy, Poll(token))), Body(Published(absl::StrCat(i)), 200, token));
    proxy.Reset();
  }
  EXPECT_EQ(server.metrics().longpoll.sent_again.Value(), 0);
}

TEST(ServerLongpollLimitsTest, ForgetsClientsThatDoNotPollAgain) {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.longpoll.idle = absl::Milliseconds(40);
  TestServer server(/*threads=*/1, limits);
  const std::string token = Open(server);
  EXPECT_TRUE(TestServer::AwaitValue(server.metrics().longpoll.sessions.open, 0));
  EXPECT_EQ(BodyOf(Ask(server, Post(token, kJoin))), R"({"status":410})");
}

TEST(ServerLongpollLimitsTest, AnswersWithNothingAfterAWindow) {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.longpoll.window = absl::Milliseconds(40);
  // Far less than a window: a poll is no request that does not come.
  limits.connection.handshake_seconds = 1;
  TestServer server(/*threads=*/1, limits);
  const std::string token = Open(server);
  EXPECT_EQ(BodyOf(Ask(server, Poll(token))), Body("", 204, token));
}

TEST(ServerLongpollLimitsTest, EndsAConnectionThatDoesNotReadWhenItsClientPollsElsewhere) {
  ServerLimits limits;
  limits.connection.max_outbox_bytes = 64 << 20;
  TestServer server(/*threads=*/1, limits);
  const std::string token = OpenJoined(server);
  TestClient stuck(server.port(), /*receive_buffer=*/4096);
  stuck.Send(Poll(token));
  EXPECT_TRUE(TestServer::AwaitValue(server.metrics().longpoll.waiting, 1));
  // More than the kernel takes.
  server.services().Publish("a", std::string(16 << 20, 'x'));
  EXPECT_TRUE(TestServer::AwaitValue(server.metrics().longpoll.waiting, 0));
  TestClient other(server.port());
  EXPECT_THAT(BodyOf(Ask(other, Poll(token))), HasSubstr("xxx"));
  EXPECT_EQ(server.metrics().longpoll.sent_again.Value(), 1);
  EXPECT_TRUE(server.AwaitConnections(1));
}

TEST(ServerLongpollLimitsTest, MakesNoMoreSessionsThanItMay) {
  ServerLimits limits;
  limits.longpoll.max_sessions = 2;
  TestServer server(/*threads=*/1, limits);
  Open(server);
  Open(server);
  EXPECT_EQ(BodyOf(Ask(server, Request("GET", "vsn=2.0.0"))), R"({"status":500})");
}

TEST(ServerLongpollLimitsTest, TakesNoLargerBodyThanItMay) {
  ServerLimits limits;
  limits.http.max_longpoll_body_bytes = 100;
  TestServer server(/*threads=*/1, limits);
  const std::string token = Open(server);
  EXPECT_EQ(BodyOf(Ask(server, Post(token, std::string(100, '\n')))), R"({"status":200})");
  EXPECT_THAT(Ask(server, Post(token, std::string(101, '\n'))), StartsWith("HTTP/1.1 413 "));
}

}  // namespace
}  // namespace lossy::edge
