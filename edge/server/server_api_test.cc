#include <thread>

#include "absl/strings/str_cat.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string Request(absl::string_view method, absl::string_view path, absl::string_view headers,
                    absl::string_view body = "") {
  return absl::StrCat(method, " /api/topics/", path, " HTTP/1.1\r\nHost: localhost\r\n", headers,
                      "Content-Length: ", body.size(), "\r\n\r\n", body);
}

std::string Post(absl::string_view path, absl::string_view body, absl::string_view headers = "") {
  return Request("POST", path, headers, body);
}

class ServerApiTest : public testing::Test {
 protected:
  std::string Say(absl::string_view request) {
    client_.Send(request);
    return client_.ReadResponse();
  }

  TestServer server_{/*threads=*/1};
  TestClient client_{server_.port()};
};

TEST_F(ServerApiTest, AnswersAnEventWithTheResponseOfItsMethod) {
  const std::string response = Say(Post("room:a/echo", R"({"x":"hi","t":7})"));
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\ncontent-type: application/json"));
  EXPECT_THAT(response, HasSubstr(R"("room":"a")"));
  EXPECT_THAT(response, AllOf(HasSubstr(R"("t":7)"), HasSubstr(R"("x":"hi")")));
  EXPECT_THAT(Say(Post("room%3Ab%2Fc/echo", "")), HasSubstr(R"("room":"b/c")"))
      << "the topic is decoded, and the connection stays open";
}

TEST_F(ServerApiTest, HasNoNeedOfAJoin) {
  TestClient reader(server_.port());
  reader.Send(UpgradeRequest());
  reader.ReadResponse();
  reader.SendText(R"(["1","1","room:a","phx_join",{}])");
  reader.ReadText();
  EXPECT_THAT(Say(Post("room:a/new_msg", R"({"x":"all"})")), EndsWith("\r\n\r\n{}"));
  EXPECT_THAT(reader.ReadText(), HasSubstr(R"("new_msg",{"room":"a","t":0,"s":0,"x":"all")"));
}

struct Refusal {
  std::string request;
  const char* status;
  const char* content;
};

TEST_F(ServerApiTest, AnswersAnErrorWithTheStatusOfItsReason) {
  const std::string bad = "Authorization: Bearer rubbish\r\n";
  const Refusal kCases[] = {
      {Post("room:a/echo", "{"), "400 Bad Request", R"("reason":"invalid_argument")"},
      {Post("room:a/echo", R"({"t":"x"})"), "400 Bad Request", R"("details":{"t":)"},
      {Post("room:a/echo", "{}", bad), "401 Unauthorized", R"("details":{"token":"malformed"})"},
      {Post("room:a/echo?token=rubbish", "{}"), "401 Unauthorized", "www-authenticate: Bearer"},
      {Post("room:a/dance", "{}"), "404 Not Found", R"("reason":"unknown_event")"},
      {Post("presence:a/new_msg", "{}"), "404 Not Found", R"("topics":"room:{room}, talk:{)"},
      {Post("street:a/echo", "{}"), "404 Not Found", R"("reason":"unmatched topic")"},
      {Post("room:a/echo/more", "{}"), "404 Not Found", R"("reason":"not_found")"},
      {Post("room:%FF/echo", "{}"), "404 Not Found", R"("reason":"not_found")"},
      {Post("room:a/echo", "x=1", "Content-Type: application/x-www-form-urlencoded\r\n"),
       "415 Unsupported Media Type", R"("Content-Type":)"},
      {Post("counter:a/add", "{}"), "426 Upgrade Required", "upgrade: websocket"},
      {Post("presence:a/presence_update", "{}"), "426 Upgrade Required", "/socket/websocket"},
      {Request("GET", "counter:a", ""), "426 Upgrade Required", "upgrade: websocket"},
      {Request("GET", "room:a/echo", ""), "405 Method Not Allowed", "allow: POST, OPTIONS"},
      {Request("DELETE", "room:a", ""), "405 Method Not Allowed", "allow: GET, HEAD, OPTIONS"},
      {Post("room:a/echo", "{}", "Idempotency-Key: \r\n"), "400 Bad Request", "Idempotency-Key"},
  };
  for (const Refusal& each : kCases) {
    const std::string response = Say(each.request);
    EXPECT_THAT(response, StartsWith(absl::StrCat("HTTP/1.1 ", each.status, "\r\n")))
        << each.request;
    EXPECT_THAT(response, HasSubstr(each.content)) << each.request;
  }
}

TEST_F(ServerApiTest, TakesATokenFromTheHeaderOrTheQuery) {
  const std::string token = server_.tokens().User("bob");
  EXPECT_THAT(Say(Post("room:a/echo", "{}", absl::StrCat("Authorization: Bearer ", token, "\r\n"))),
              StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(Say(Post(absl::StrCat("room:a/echo?token=", token), "{}")),
              StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerApiTest, TakesBytesWithTheOtherFieldsInTheQuery) {
  const std::string binary = "Content-Type: application/octet-stream\r\n";
  EXPECT_THAT(Say(Post("room:a/binary", absl::string_view("\0\1", 2), binary)),
              HasSubstr(R"("data":"AAE=")"));
  EXPECT_THAT(Say(Post("room:a/echo?x=hi", "", binary)), HasSubstr(R"("x":"hi")"));
}

TEST_F(ServerApiTest, IsOpenToPagesOfAllowedOriginsOnly) {
  const std::string page = "Origin: http://localhost:3000\r\n";
  const std::string preflight = Say(Request("OPTIONS", "room:a/echo", page));
  EXPECT_THAT(preflight, StartsWith("HTTP/1.1 204 "));
  EXPECT_THAT(preflight, HasSubstr("access-control-allow-origin: http://localhost:3000\r\n"));
  EXPECT_THAT(preflight, HasSubstr("access-control-allow-headers: authorization, content-type"));
  EXPECT_THAT(Say(Post("room:a/echo", "{}", page)),
              HasSubstr("access-control-allow-origin: http://localhost:3000\r\n"));
  const std::string refused = Say(Post("room:a/echo", "{}", "Origin: https://evil.example\r\n"));
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(refused, Not(HasSubstr("access-control-allow-origin")));
  EXPECT_EQ(server_.metrics().refused.Count(base::RefusalReason::kOrigin), 1);
}

TEST_F(ServerApiTest, CancelsTheCallOfAClientThatLeaves) {
  client_.Send(Post("room:a/echo", R"({"x":"wait"})"));
  server_.services().waiting().Await(1);
  client_.Reset();
  server_.services().cancelled().Await(1);
}

TEST_F(ServerApiTest, AnswersACallBeforeItDrains) {
  client_.Send(Post("room:a/echo", R"({"x":"wait"})"));
  server_.services().waiting().Await(1);
  std::thread draining([&] { server_.Drain(absl::Seconds(30)); });
  server_.services().AnswerWaiting();
  EXPECT_THAT(client_.ReadResponse(), StartsWith("HTTP/1.1 200 "));
  EXPECT_TRUE(client_.AtEnd());
  client_.Reset();
  draining.join();
}

TEST(ServerApi, BoundsTheBodyOfAnEvent) {
  ServerLimits limits{.http = {.max_body_bytes = 100}};
  limits.connection.max_message_bytes = 1000;
  TestServer server(/*threads=*/1, limits);
  const auto status = [&](std::size_t size, absl::string_view query) {
    TestClient client(server.port());
    client.Send(Post(absl::StrCat("room:a/echo", query),
                     absl::StrCat(R"({"x":")", std::string(size, 'x'), "\"}")));
    return client.ReadResponse().substr(0, 12);
  };
  EXPECT_EQ(status(900, ""), "HTTP/1.1 200");
  EXPECT_EQ(status(1000, ""), "HTTP/1.1 413");
  EXPECT_EQ(status(900, "?token=rubbish"), "HTTP/1.1 401");
}

TEST(ServerApi, LimitsTheCallsOfAUser) {
  ServerLimits limits;
  limits.channel.max_waiting = 1;
  limits.channel.rates.user.messages = {.per_second = 0.001, .burst = 2};
  TestServer server(/*threads=*/1, limits);
  TestClient waits(server.port()), other(server.port());
  waits.Send(Post("room:a/echo", R"({"x":"wait"})"));
  server.services().waiting().Await(1);
  other.Send(Post("room:a/echo", "{}"));
  EXPECT_THAT(other.ReadResponse(), HasSubstr("too many requests wait"));
  other.Send(Post("room:a/echo", "{}"));
  const std::string limited = other.ReadResponse();
  EXPECT_THAT(limited, StartsWith("HTTP/1.1 429 Too Many Requests\r\n"));
  EXPECT_THAT(limited, AllOf(HasSubstr("retry-after: "), HasSubstr("too many messages")));
  waits.Reset();
}

}  // namespace
}  // namespace lossy::edge
