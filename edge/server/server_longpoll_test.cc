#include <string>
#include <thread>

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

TEST_P(ServerLongpollTest, OpensASessionThatEveryPageMayUse) {
  const std::string response = Ask(server_, Request("GET", "vsn=2.0.0"));
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(response, HasSubstr("\r\ncontent-type: application/json; charset=utf-8\r\n"));
  EXPECT_THAT(response, HasSubstr("\r\ncache-control: no-store\r\n"));
  EXPECT_THAT(response, HasSubstr("\r\naccess-control-allow-origin: *\r\n"));
  EXPECT_EQ(BodyOf(response), Body("", 410, TokenIn(response)));
  EXPECT_EQ(server_.metrics().accepted.Value(), 1);
  EXPECT_EQ(server_.metrics().longpoll.sessions.open.Value(), 1);
}

TEST_P(ServerLongpollTest, CarriesAConversationOverAnyConnections) {
  for (int i = 0; i < 10; ++i) {
    const std::string token = OpenJoined(server_);
    EXPECT_EQ(BodyOf(Ask(server_, Post(token, R"(["1","2","room:a","echo",{"x":"hi"}])"))),
              R"({"status":200})");
    EXPECT_THAT(
        BodyOf(Ask(server_, Poll(token))),
        HasSubstr(R"(["[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\")"));
  }
}

TEST_P(ServerLongpollTest, AnswersAWaitingPollWhenAMessageIsPublished) {
  const std::string token = OpenJoined(server_);
  TestClient poller(server_.port());
  poller.Send(Poll(token));
  EXPECT_TRUE(TestServer::AwaitValue(server_.metrics().longpoll.waiting, 1));
  server_.services().Publish("a", "news");
  EXPECT_EQ(BodyOf(poller.ReadResponse()), Body(Published("news"), 200, token));
}

TEST_P(ServerLongpollTest, SendsTheMessagesOfAResetConnectionAgain) {
  const std::string token = OpenJoined(server_);
  for (int i = 0; i < 20; ++i) {
    TestClient broken(server_.port());
    server_.services().Publish("a", absl::StrCat(i));
    EXPECT_EQ(BodyOf(Ask(broken, Poll(token))), Body(Published(absl::StrCat(i)), 200, token));
    broken.Reset();
    EXPECT_EQ(BodyOf(Ask(server_, Poll(token))), Body(Published(absl::StrCat(i)), 200, token));
  }
  EXPECT_EQ(server_.metrics().longpoll.sent_again.Value(), 20);
}

TEST_P(ServerLongpollTest, SendsNothingTwiceWhenConnectionsEndAsTheyShould) {
  const std::string token = OpenJoined(server_);
  TestClient kept(server_.port());
  for (int i = 0; i < 20; ++i) {
    server_.services().Publish("a", absl::StrCat(i));
    const std::string body =
        i % 2 == 0 ? BodyOf(Ask(server_, Poll(token))) : BodyOf(Ask(kept, Poll(token)));
    EXPECT_EQ(body, Body(Published(absl::StrCat(i)), 200, token));
  }
  for (int i = 0; i < 20; ++i) {
    server_.services().Publish("a", absl::StrCat(i));
    TestClient client(server_.port());
    client.Send(Request("GET", absl::StrCat("token=", token), "Connection: close\r\n"));
    EXPECT_EQ(BodyOf(client.ReadResponse()), Body(Published(absl::StrCat(i)), 200, token));
    if (i % 2 == 0) {
      EXPECT_TRUE(client.AtEnd());
    }
  }
  EXPECT_EQ(server_.metrics().longpoll.sent_again.Value(), 0);
}

TEST_P(ServerLongpollTest, KeepsAMessageForAClientWithAnEndedPoll) {
  const std::string token = OpenJoined(server_);
  {
    TestClient gone(server_.port());
    gone.Send(Poll(token));
    EXPECT_TRUE(TestServer::AwaitValue(server_.metrics().longpoll.waiting, 1));
  }
  EXPECT_TRUE(TestServer::AwaitValue(server_.metrics().longpoll.waiting, 0));
  server_.services().Publish("a", "news");
  EXPECT_EQ(BodyOf(Ask(server_, Poll(token))), Body(Published("news"), 200, token));
}

TEST_P(ServerLongpollTest, AnswersRequestsOfOneConnectionInOrder) {
  const std::string token = OpenJoined(server_);
  TestClient client(server_.port());
  client.Send(Poll(token) + Post(token, R"(["1","2","room:a","echo",{}])") + Poll(token));
  server_.services().Publish("a", "news");
  EXPECT_EQ(BodyOf(client.ReadResponse()), Body(Published("news"), 200, token));
  EXPECT_EQ(BodyOf(client.ReadResponse()), R"({"status":200})");
  EXPECT_THAT(BodyOf(client.ReadResponse()), HasSubstr("phx_reply"));
}

TEST_P(ServerLongpollTest, EndsASessionAfterAnUnreadablePost) {
  const std::string token = Open(server_);
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, "{bad", "application/json"))), R"({"status":408})");
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, kJoin))), R"({"status":410})");
  const std::string next = BodyOf(Ask(server_, Poll(token)));
  EXPECT_EQ(next, Body("", 410, TokenIn(next)));
  EXPECT_NE(TokenIn(next), token);
}

TEST_P(ServerLongpollTest, MakesOldClientsJoinAgainAfterAFailure) {
  const std::string token = Open(server_);
  Ask(server_, Post(token, "{bad"));
  const std::string query = absl::StrCat("vsn=2.0.0&token=", token);
  const std::string type = "Content-Type: application/json\r\n";
  EXPECT_EQ(BodyOf(Ask(server_, Request("GET", query, type + "Accept: */*\r\n"))),
            R"({"status":500})");
  EXPECT_NE(TokenIn(Ask(server_, Request("GET", query, type + "Accept: application/json\r\n"))),
            "");
  EXPECT_NE(TokenIn(Ask(server_, Request("GET", "vsn=2.0.0", type))), "");
}

TEST_P(ServerLongpollTest, KnowsNoSessionThatItDidNotMake) {
  for (const char* token : {"rubbish", "null", "lossylp.AAAA.BBBB"}) {
    EXPECT_EQ(BodyOf(Ask(server_, Post(token, kJoin))), R"({"status":410})");
  }
  EXPECT_EQ(BodyOf(Ask(server_, Request("POST", "vsn=2.0.0"))), R"({"status":410})");
}

TEST_P(ServerLongpollTest, AnswersWaitingPollsWhenItDrains) {
  const std::string token = OpenJoined(server_);
  TestClient poller(server_.port());
  poller.Send(Poll(token));
  EXPECT_TRUE(TestServer::AwaitValue(server_.metrics().longpoll.waiting, 1));
  std::thread draining([&] { server_.Drain(absl::Seconds(30)); });
  EXPECT_EQ(BodyOf(poller.ReadResponse()), Body("", 410, token));
  EXPECT_TRUE(poller.AtEnd());
  poller.Reset();
  draining.join();
  EXPECT_EQ(server_.metrics().longpoll.sessions.open.Value(), 0);
}

INSTANTIATE_TEST_SUITE_P(Threads, ServerLongpollTest, testing::Values(1, 2));

}  // namespace
}  // namespace lossy::edge
