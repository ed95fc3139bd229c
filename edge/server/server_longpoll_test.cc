#include <thread>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kJoin[] = R"(["1","1","room:a","phx_join",{}])";
constexpr char kJoined[] =
    R"("[\"1\",\"1\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"room\":\"a\"}}]")";
constexpr char kLines[] = "application/x-ndjson";

std::string BodyOf(absl::string_view response) {
  const std::size_t blank = response.find("\r\n\r\n");
  return std::string(response.substr(std::min(blank + 4, response.size())));
}

std::string Request(absl::string_view method, absl::string_view query, absl::string_view more = "",
                    absl::string_view body = "") {
  return absl::StrCat(method, " /socket/longpoll?", query, " HTTP/1.1\r\nHost: localhost\r\n", more,
                      "Content-Length: ", body.size(), "\r\n\r\n", body);
}

std::string Ask(TestClient& client, const std::string& request) {
  client.Send(request);
  return client.ReadResponse();
}

// Each request on a connection of its own, as they may come through a balancer.
std::string Ask(const TestServer& server, const std::string& request) {
  TestClient client(server.port());
  return Ask(client, request);
}

std::string TokenIn(absl::string_view body) {
  const absl::string_view name = "\"token\":\"";
  const std::size_t start = body.find(name);
  if (start == absl::string_view::npos) return {};
  const absl::string_view rest = body.substr(start + name.size());
  return std::string(rest.substr(0, rest.find('"')));
}

std::string Poll(const std::string& token) {
  return Request("GET", absl::StrCat("vsn=2.0.0&token=", token));
}

std::string Post(const std::string& token, absl::string_view body,
                 absl::string_view type = kLines) {
  return Request("POST", absl::StrCat("vsn=2.0.0&token=", token),
                 absl::StrCat("Content-Type: ", type, "\r\n"), body);
}

std::string Body(absl::string_view messages, int status, absl::string_view token) {
  return absl::StrCat("{\"messages\":[", messages, "],\"status\":", status, ",\"token\":\"", token,
                      "\"}");
}

std::string Published(absl::string_view text) {
  return absl::StrCat(R"("[null,null,\"room:a\",\"new_msg\",{\"x\":\")", text, R"(\"}]")");
}

// The token of a new session; `server` makes it.
std::string Open(const TestServer& server) {
  return TokenIn(Ask(server, Request("GET", "vsn=2.0.0")));
}

// The same, with a joined topic.
std::string OpenJoined(const TestServer& server) {
  const std::string token = Open(server);
  EXPECT_EQ(BodyOf(Ask(server, Post(token, kJoin))), R"({"status":200})");
  EXPECT_EQ(BodyOf(Ask(server, Poll(token))), Body(kJoined, 200, token));
  return token;
}

// With so many threads.
class ServerLongpollTest : public testing::TestWithParam<int> {
 protected:
  static ServerLimits Limits() {
    ServerLimits limits;
    // The test's clock stands years behind.
    limits.channel.expiry_bound = absl::InfiniteDuration();
    return limits;
  }

  TestServer server_{GetParam(), Limits()};
};

TEST_P(ServerLongpollTest, OpensASessionThatEveryPageMayUse) {
  const std::string response = Ask(server_, Request("GET", "vsn=2.0.0"));
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(response, HasSubstr("\r\ncontent-type: application/json; charset=utf-8\r\n"));
  EXPECT_THAT(response, HasSubstr("\r\ncache-control: no-store\r\n"));
  EXPECT_THAT(response, HasSubstr("\r\naccess-control-allow-origin: *\r\n"));
  EXPECT_EQ(BodyOf(response), Body("", 410, TokenIn(response)));
  EXPECT_EQ(server_.metrics().accepted.Value(), 1);
  EXPECT_EQ(server_.metrics().longpoll.sessions.Value(), 1);
}

TEST_P(ServerLongpollTest, CarriesAConversationWhateverConnectionsItUses) {
  for (int i = 0; i < 10; ++i) {
    const std::string token = OpenJoined(server_);
    EXPECT_EQ(BodyOf(Ask(server_, Post(token, R"(["1","2","room:a","echo",{"x":"hi"}])"))),
              R"({"status":200})");
    EXPECT_THAT(
        BodyOf(Ask(server_, Poll(token))),
        HasSubstr(R"(["[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\")"));
  }
}

TEST_P(ServerLongpollTest, TakesTheTokenFromAHeaderToo) {
  const std::string token = Open(server_);
  const std::string header = absl::StrCat("X-Phoenix-Longpoll-Token: ", token, "\r\n");
  EXPECT_EQ(BodyOf(Ask(server_, Request("POST", "vsn=2.0.0", header, kJoin))), R"({"status":200})");
  EXPECT_EQ(BodyOf(Ask(server_, Request("GET", "token=x", header))), Body(kJoined, 200, token));
}

TEST_P(ServerLongpollTest, AnswersAWaitingPollWhenAMessageIsPublished) {
  const std::string token = OpenJoined(server_);
  TestClient poller(server_.port());
  poller.Send(Poll(token));
  EXPECT_TRUE(TestServer::AwaitValue(server_.metrics().longpoll.waiting, 1));
  server_.services().Publish("a", "news");
  EXPECT_EQ(BodyOf(poller.ReadResponse()), Body(Published("news"), 200, token));
}

TEST_P(ServerLongpollTest, SendsAgainWhatAResetConnectionCarried) {
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

TEST_P(ServerLongpollTest, KeepsAMessageForAClientWhoseWaitingPollIsGone) {
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

TEST_P(ServerLongpollTest, ReadsALargeBodyInSmallPieces) {
  const std::string token = OpenJoined(server_);
  const std::string text(3 << 20, 'x');
  TestClient client(server_.port());
  client.SendInPieces(Post(token, absl::StrCat(R"(["1","2","room:a","echo",{"x":")", text, "\"}]")),
                      1500);
  EXPECT_EQ(BodyOf(client.ReadResponse()), R"({"status":200})");
  EXPECT_THAT(BodyOf(Ask(client, Poll(token))), HasSubstr(text));
}

TEST_P(ServerLongpollTest, ReadsALargeBodyInChunks) {
  const std::string token = OpenJoined(server_);
  const std::string message =
      absl::StrCat(R"(["1","2","room:a","echo",{"x":")", std::string(300'000, 'x'), R"("}])");
  std::string request = absl::StrCat("POST /socket/longpoll?vsn=2.0.0&token=", token,
                                     " HTTP/1.1\r\nHost: localhost\r\nContent-Type: ", kLines,
                                     "\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (std::size_t at = 0; at < message.size(); at += 1000) {
    const std::string chunk = message.substr(at, 1000);
    absl::StrAppend(&request, absl::Hex(chunk.size()), ";a=b\r\n", chunk, "\r\n");
  }
  request += "0\r\nX-Trailer: c\r\n\r\n";
  TestClient client(server_.port());
  client.SendInPieces(request, 1777);
  EXPECT_EQ(BodyOf(client.ReadResponse()), R"({"status":200})");
  EXPECT_THAT(BodyOf(Ask(server_, Poll(token))), HasSubstr(std::string(300'000, 'x')));
}

TEST_P(ServerLongpollTest, ReadsBinaryFramesInBase64) {
  const std::string token = OpenJoined(server_);
  const std::string frame("\0\x01\x01\x06\x04\x31\x32room:aecho\x01\x02", 19);
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, absl::Base64Escape(frame)))), R"({"status":200})");
  EXPECT_THAT(BodyOf(Ask(server_, Poll(token))),
              StartsWith(R"({"messages":["[\"1\",\"2\",\"room:a\",\"phx_reply\",{)"));
}

TEST_P(ServerLongpollTest, SpeaksProtocolOneToo) {
  const std::string token = TokenIn(Ask(server_, Request("GET", "")));
  const std::string join = R"({"topic":"room:a","event":"phx_join","payload":{},"ref":"1"})";
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, join, "application/json"))), R"({"status":200})");
  EXPECT_THAT(BodyOf(Ask(server_, Poll(token))), StartsWith(R"({"messages":["{\")"));
}

TEST_P(ServerLongpollTest, RefusesInsideTheBody) {
  const std::pair<const char*, const char*> kCases[] = {
      {"vsn=9.0.0", R"({"status":403,"reason":"version","message":"vsn must be 1.0.x or 2.0.x"})"},
      {"vsn=2.0.0&token=rubbish", R"({"status":403,"reason":"malformed",)"
                                  R"("message":"the token is not a JWT with valid claims"})"}};
  for (const auto& [query, forbidden] : kCases) {
    const std::string response = Ask(server_, Request("GET", query));
    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(response, HasSubstr("\r\naccess-control-allow-origin: *\r\n"));
    EXPECT_EQ(BodyOf(response), forbidden);
  }
  for (const char* method : {"GET", "POST", "OPTIONS", "PUT"}) {
    EXPECT_EQ(
        BodyOf(Ask(server_, Request(method, "vsn=2.0.0", "Origin: https://evil.example\r\n"))),
        R"({"status":403,"reason":"origin","message":"pages of this origin may not connect"})");
  }
}

TEST_P(ServerLongpollTest, TellsTheUsersTokenFromTheSessions) {
  const std::string user = server_.tokens().User("bob");
  const std::string query = absl::StrCat("token=", user, "&vsn=2.0.0");
  const std::string token = TokenIn(Ask(server_, Request("GET", query)));
  ASSERT_FALSE(token.empty());
  const std::string both = absl::StrCat(query, "&token=", token);
  EXPECT_EQ(BodyOf(Ask(server_, Request("POST", both, "", kJoin))), R"({"status":200})");
  EXPECT_EQ(BodyOf(Ask(server_, Request("GET", both))), Body(kJoined, 200, token));
  const std::string header = absl::StrCat("X-Phoenix-AuthToken: ", user, "\r\n");
  EXPECT_NE(TokenIn(Ask(server_, Request("GET", "vsn=2.0.0&token=rubbish", header))), "");
}

TEST_P(ServerLongpollTest, AnswersPreflightsAndOtherMethodsLikePhoenix) {
  const std::string preflight =
      Ask(server_, Request("OPTIONS", "vsn=2.0.0", "Access-Control-Request-Headers: x-a, x-b\r\n"));
  EXPECT_THAT(preflight, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(preflight, HasSubstr("\r\naccess-control-allow-headers: x-a, x-b\r\n"));
  EXPECT_THAT(preflight, HasSubstr("\r\naccess-control-allow-methods: get, post, options\r\n"));
  EXPECT_THAT(preflight, HasSubstr("\r\naccess-control-max-age: 3600\r\n"));
  EXPECT_EQ(BodyOf(preflight), "");
  for (const char* method : {"PUT", "DELETE", "PATCH", "HEAD"}) {
    const std::string response = Ask(server_, Request(method, "vsn=2.0.0"));
    EXPECT_THAT(response, StartsWith("HTTP/1.1 400 Bad Request\r\n")) << method;
    EXPECT_EQ(BodyOf(response), "");
  }
  EXPECT_THAT(Ask(server_, Request("GET", "a=%ff")), StartsWith("HTTP/1.1 400 "));
}

TEST_P(ServerLongpollTest, EndsASessionThatPostsWhatNobodyUnderstands) {
  const std::string token = Open(server_);
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, "{bad", "application/json"))), R"({"status":408})");
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, kJoin))), R"({"status":410})");
  const std::string next = BodyOf(Ask(server_, Poll(token)));
  EXPECT_EQ(next, Body("", 410, TokenIn(next)));
  EXPECT_NE(TokenIn(next), token);
}

TEST_P(ServerLongpollTest, TellsOldClientsOfAFailureSoThatTheyJoinAgain) {
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

TEST_P(ServerLongpollTest, TellsWaitingClientsToLeaveWhenItDrains) {
  const std::string token = OpenJoined(server_);
  TestClient poller(server_.port());
  poller.Send(Poll(token));
  EXPECT_TRUE(TestServer::AwaitValue(server_.metrics().longpoll.waiting, 1));
  std::thread draining([&] { server_.Drain(absl::Seconds(30)); });
  EXPECT_EQ(BodyOf(poller.ReadResponse()), Body("", 410, token));
  EXPECT_TRUE(poller.AtEnd());
  poller.Reset();
  draining.join();
  EXPECT_EQ(server_.metrics().longpoll.sessions.Value(), 0);
}

TEST_P(ServerLongpollTest, IsForwardedToTheEdgeThatHasTheSession) {
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

TEST_P(ServerLongpollTest, LosesNothingWhenAForwardedPollBreaks) {
  TestServer other(GetParam());
  const std::string token = OpenJoined(server_);
  TestClient broken(other.port());
  server_.services().Publish("a", "news");
  EXPECT_EQ(BodyOf(Ask(broken, Poll(token))), Body(Published("news"), 200, token));
  broken.Reset();
  EXPECT_TRUE(server_.AwaitConnections(0));
  EXPECT_EQ(BodyOf(Ask(other, Poll(token))), Body(Published("news"), 200, token));
}

TEST_P(ServerLongpollTest, SendsForwardedPollsAnotherWayWhenItDrains) {
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

TEST_P(ServerLongpollTest, MakesANewSessionWhenTheOtherEdgeIsGone) {
  auto other = std::make_unique<TestServer>(GetParam());
  const std::string token = Open(*other);
  other.reset();
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, kJoin))), R"({"status":410})");
  const std::string next = BodyOf(Ask(server_, Poll(token)));
  EXPECT_EQ(next, Body("", 410, TokenIn(next)));
  EXPECT_EQ(BodyOf(Ask(server_, Post(TokenIn(next), kJoin))), R"({"status":200})");
  EXPECT_EQ(server_.metrics().longpoll.forwards_failed.Value(), 2);
}

TEST_P(ServerLongpollTest, MakesANewSessionWhenTheOtherEdgeKnowsNone) {
  TestServer other(GetParam());
  const std::string token = Open(other);
  Ask(other, Post(token, "{bad"));
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, kJoin))), R"({"status":410})");
  const std::string next = BodyOf(Ask(server_, Poll(token)));
  EXPECT_EQ(next, Body("", 410, TokenIn(next)));
  EXPECT_EQ(server_.metrics().longpoll.sessions.Value(), 1);
  EXPECT_EQ(other.metrics().longpoll.forwarded.Value(), 0);
}

INSTANTIATE_TEST_SUITE_P(Threads, ServerLongpollTest, testing::Values(1, 2));

// HAProxy resets each connection that it does not need any more.
TEST(ServerLongpoll, TakesNoResetByATrustedProxyForALoss) {
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

TEST(ServerLongpoll, ForgetsWhoDoesNotComeBack) {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.longpoll.idle = absl::Milliseconds(40);
  TestServer server(/*threads=*/1, limits);
  const std::string token = Open(server);
  EXPECT_TRUE(TestServer::AwaitValue(server.metrics().longpoll.sessions, 0));
  EXPECT_EQ(BodyOf(Ask(server, Post(token, kJoin))), R"({"status":410})");
}

TEST(ServerLongpoll, AnswersWithNothingAfterAWindow) {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.longpoll.window = absl::Milliseconds(40);
  // Far less than a window: a poll is no request that does not come.
  limits.connection.handshake_seconds = 1;
  TestServer server(/*threads=*/1, limits);
  const std::string token = Open(server);
  EXPECT_EQ(BodyOf(Ask(server, Poll(token))), Body("", 204, token));
}

TEST(ServerLongpoll, EndsAConnectionThatDoesNotReadWhenItsClientPollsElsewhere) {
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

TEST(ServerLongpoll, MakesNoMoreSessionsThanItMay) {
  ServerLimits limits;
  limits.longpoll.max_sessions = 2;
  TestServer server(/*threads=*/1, limits);
  Open(server);
  Open(server);
  EXPECT_EQ(BodyOf(Ask(server, Request("GET", "vsn=2.0.0"))), R"({"status":500})");
}

TEST(ServerLongpoll, TakesNoLargerBodyThanItMay) {
  ServerLimits limits;
  limits.http.max_longpoll_body_bytes = 100;
  TestServer server(/*threads=*/1, limits);
  const std::string token = Open(server);
  EXPECT_EQ(BodyOf(Ask(server, Post(token, std::string(100, '\n')))), R"({"status":200})");
  EXPECT_THAT(Ask(server, Post(token, std::string(101, '\n'))), StartsWith("HTTP/1.1 413 "));
}

}  // namespace
}  // namespace lossy::edge
