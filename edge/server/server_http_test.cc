#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string Get(absl::string_view path, absl::string_view more = "") {
  return absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: localhost\r\n", more, "\r\n");
}

TEST(ServerHttp, AnswersRequestsThatComeTogetherInOrder) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  client.Send(Get("/healthz") + Get("/nothing") + Get("/readyz"));
  EXPECT_THAT(client.ReadResponse(), EndsWith("\r\n\r\nok\n"));
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(client.ReadResponse(), EndsWith("\r\n\r\nready\n"));
}

TEST(ServerHttp, ReadsRequestsInAnyPieces) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  for (std::size_t size : {1, 2, 7, 30}) {
    client.SendInPieces(Get("/healthz"), size);
    EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 200 OK\r\n")) << size;
  }
}

TEST(ServerHttp, IsReadyWhenItsServicesAre) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  server.set_ready(false);
  client.Send(Get("/readyz"));
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 503 "));
  client.Send(Get("/healthz"));
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 200 "));
}

TEST(ServerHttp, ClosesWhenTheClientWantsIt) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  client.Send(Get("/healthz", "Connection: close\r\n") + Get("/healthz"));
  EXPECT_THAT(client.ReadResponse(), HasSubstr("\r\nconnection: close\r\n"));
  EXPECT_TRUE(client.AtEnd());
}

TEST(ServerHttp, MayBeAskedForASocketAgainAfterARefusal) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  client.Send(UpgradeRequest("&token=rubbish"));
  const std::string refusal = client.ReadResponse();
  EXPECT_THAT(refusal, StartsWith("HTTP/1.1 403 Forbidden\r\n"));
  EXPECT_THAT(refusal, HasSubstr(R"({"reason":"malformed","message":")"));
  client.Send(UpgradeRequest());
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
  EXPECT_EQ(server.metrics().refused.Count(base::RefusalReason::kMalformed), 1);
  EXPECT_EQ(server.metrics().accepted.Value(), 1);
}

TEST(ServerHttp, FindsTheSocketWithDoubledAndTrailingSlashes) {
  TestServer server(/*threads=*/1);
  for (const char* path : {"/socket//websocket", "/socket/websocket/"}) {
    TestClient client(server.port());
    std::string request = UpgradeRequest();
    request.replace(request.find("/socket/websocket"), 17, path);
    client.Send(request);
    EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 ")) << path;
  }
  for (const char* path : {"/Socket/websocket", "/socket/%77ebsocket", "/socket", "/websocket"}) {
    TestClient client(server.port());
    client.Send(Get(path));
    EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 404 ")) << path;
  }
}

TEST(ServerHttp, GivesTokensToPagesOfAllowedOriginsOnly) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  const auto preflight = [&](const char* origin) {
    client.Send(absl::StrCat(
        "OPTIONS /api/auth/extension_token HTTP/1.1\r\nHost: localhost\r\nOrigin: ", origin,
        "\r\n\r\n"));
    return client.ReadResponse();
  };
  EXPECT_THAT(preflight("http://localhost:3000"),
              HasSubstr("\r\naccess-control-allow-origin: http://localhost:3000\r\n"));
  EXPECT_THAT(preflight("https://evil.example"), StartsWith("HTTP/1.1 403 "));
  client.Send(Get("/api/auth/extension_token"));
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 405 "));
}

struct BadRequest {
  std::string bytes;
  std::string status;
};

TEST(ServerHttp, AnswersABadRequestAndCloses) {
  const ServerLimits limits{.http = {.max_header_bytes = 1000, .max_body_bytes = 100}};
  TestServer server(/*threads=*/1, limits);
  const BadRequest kCases[] = {
      {"hello\r\n\r\n", "400 Bad Request"},
      {Get("/", absl::StrCat("x: ", std::string(1000, 'x'), "\r\n")),
       "431 Request Header Fields Too Large"},
      {absl::StrCat("GET /", std::string(2000, 'x')), "414 URI Too Long"},
      {Get("/", "Expect: 200-maybe\r\n"), "417 Expectation Failed"},
      {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 101\r\n\r\n",
       "413 Payload Too Large"},
  };
  for (const BadRequest& bad : kCases) {
    TestClient client(server.port());
    client.Send(bad.bytes);
    EXPECT_THAT(client.ReadResponse(), StartsWith(absl::StrCat("HTTP/1.1 ", bad.status, "\r\n")));
    EXPECT_TRUE(client.AtEnd());
  }
}

TEST(ServerHttp, ClosesAConnectionWithoutARequest) {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.connection.handshake_seconds = 200;
  TestServer server(/*threads=*/1, limits);
  TestClient silent(server.port()), slow(server.port()), between(server.port());
  slow.Send(UpgradeRequest().substr(0, 50));
  between.Send(Get("/healthz"));
  between.ReadResponse();
  EXPECT_TRUE(silent.AtEnd());
  EXPECT_TRUE(slow.AtEnd());
  EXPECT_TRUE(between.AtEnd());
  EXPECT_TRUE(server.AwaitConnections(0));
}

TEST(ServerHttp, AnswersAHeadAsAGetWithoutTheBody) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  for (const char* path : {"/", "/play", "/play.css", "/healthz", "/readyz", "/nothing"}) {
    client.Send(Get(path));
    const std::string got = client.ReadResponse();
    client.Send(absl::StrCat("HEAD ", path, " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    EXPECT_EQ(client.ReadHead(), got.substr(0, got.find("\r\n\r\n") + 4)) << path;
  }
}

// As Phoenix does: there a GET is no reading, but opens a socket or takes messages.
TEST(ServerHttp, TakesNoHeadWhereAGetIsNoReading) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  for (const char* path : {"/socket/longpoll?vsn=2.0.0", "/socket/websocket?vsn=2.0.0"}) {
    client.Send(absl::StrCat("HEAD ", path, " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    EXPECT_THAT(client.ReadHead(), StartsWith("HTTP/1.1 400 ")) << path;
  }
  client.Send(Get("/healthz"));
  EXPECT_THAT(client.ReadResponse(), EndsWith("ok\n"));
  EXPECT_EQ(server.metrics().accepted.Value(), 0);
}

TEST(ServerHttp, NamesTheMethodsOfAPath) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  const auto ask = [&](absl::string_view method, absl::string_view target) {
    client.Send(absl::StrCat(method, " ", target, " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    return client.ReadResponse();
  };
  EXPECT_THAT(ask("DELETE", "/healthz"), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(ask("DELETE", "/healthz"), HasSubstr("\r\nallow: GET, HEAD, OPTIONS\r\n"));
  EXPECT_THAT(ask("OPTIONS", "/readyz"), StartsWith("HTTP/1.1 204 "));
  EXPECT_THAT(ask("OPTIONS", "*"), HasSubstr("\r\nallow: GET, HEAD, POST, OPTIONS\r\n"));
  EXPECT_THAT(ask("GET", "/api/auth/extension_token"), HasSubstr("\r\nallow: POST, OPTIONS\r\n"));
}

TEST(ServerHttp, AnswersAnExpectationOfTheClient) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  for (const char* length : {"Content-Length: 2", "Transfer-Encoding: chunked"}) {
    client.Send(
        absl::StrCat("POST /api/auth/extension_token HTTP/1.1\r\nHost: localhost\r\n"
                     "Expect: 100-Continue\r\n",
                     length, "\r\n\r\n"));
    EXPECT_EQ(client.ReadHead(), "HTTP/1.1 100 Continue\r\n\r\n");
    // Once, however the body comes.
    client.SendInPieces(length[0] == 'C' ? "{}" : "2\r\n{}\r\n0\r\n\r\n", 1);
    EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 401 ")) << length;
  }
}

TEST(ServerHttp, RefusesABodyBeforeItsClientSendsIt) {
  TestServer server(/*threads=*/1, {.http = {.max_header_bytes = 1000, .max_body_bytes = 100}});
  TestClient client(server.port());
  client.Send(
      "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n");
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 413 "));
  EXPECT_TRUE(client.AtEnd());
}

TEST(ServerHttp, KeepsAConnectionOfHttp10WhenAsked) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  for (int i = 0; i < 2; ++i) {
    client.Send("GET /healthz HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    EXPECT_THAT(client.ReadResponse(), HasSubstr("\r\nconnection: keep-alive\r\n"));
  }
  client.Send("GET /healthz HTTP/1.0\r\n\r\n");
  EXPECT_THAT(client.ReadResponse(), HasSubstr("\r\nconnection: close\r\n"));
  EXPECT_TRUE(client.AtEnd());
}

TEST(ServerHttp, UpgradesWithAnySpellingOfTheHeaders) {
  TestServer server(/*threads=*/1);
  for (const char* headers : {"Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n",
                              "CONNECTION: upgrade\r\nUPGRADE: h2c, websocket\r\n",
                              "Connection: keep-alive\r\nConnection: UPGRADE\r\n"
                              "upgrade:  websocket  \r\n"}) {
    TestClient client(server.port());
    client.Send(absl::StrCat(
        "\r\nGET http://localhost/socket/websocket?vsn=2.0.0 HTTP/1.1\r\nHost: localhost\r\n",
        headers,
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
    EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 ")) << headers;
  }
}

// A request for a socket with a user's token: the user of the tests is for local clients alone.
std::string UpgradeOfUser(TestServer& server, absl::string_view header = "") {
  std::string request = UpgradeRequest(absl::StrCat("&token=", server.tokens().User("bob")));
  if (!header.empty()) request.insert(request.size() - 2, absl::StrCat(header, "\r\n"));
  return request;
}

// The test's clock stands years behind.
ServerLimits WithoutExpiry() {
  ServerLimits limits;
  limits.channel.expiry_bound = absl::InfiniteDuration();
  return limits;
}

RateLimits OneOfEachAddress() {
  RateLimits limits;
  limits.max_user_connections = 1;
  return limits;
}

TEST(ServerHttp, CountsClientsByTheAddressFromATrustedProxy) {
  TestServer server(/*threads=*/1, WithoutExpiry(), "", "127.0.0.0/8", OneOfEachAddress());
  TestClient first(server.port()), second(server.port()), other(server.port());
  first.Send(UpgradeOfUser(server, "X-Forwarded-For: 6.6.6.6, 192.0.2.1"));
  EXPECT_THAT(first.ReadResponse(), StartsWith("HTTP/1.1 101 "));
  second.Send(UpgradeOfUser(server, "X-Forwarded-For: 7.7.7.7, 192.0.2.1"));
  const std::string refusal = second.ReadResponse();
  EXPECT_THAT(refusal, StartsWith("HTTP/1.1 429 "));
  EXPECT_THAT(refusal, HasSubstr("too many connections of this address"));
  other.Send(UpgradeOfUser(server, "Forwarded: for=192.0.2.2:4711"));
  EXPECT_THAT(other.ReadResponse(), StartsWith("HTTP/1.1 101 "));
  first.Reset();
  ASSERT_TRUE(server.AwaitConnections(2));
  second.Send(UpgradeOfUser(server, "Forwarded: for=192.0.2.1"));
  EXPECT_THAT(second.ReadResponse(), StartsWith("HTTP/1.1 101 "));
}

TEST(ServerHttp, IgnoresForwardingHeadersOfUntrustedPeers) {
  TestServer server(/*threads=*/1, WithoutExpiry(), "", "192.0.2.0/24", OneOfEachAddress());
  TestClient first(server.port()), second(server.port());
  first.Send(UpgradeOfUser(server, "X-Forwarded-For: 6.6.6.6"));
  EXPECT_THAT(first.ReadResponse(), StartsWith("HTTP/1.1 101 "));
  second.Send(UpgradeOfUser(server, "X-Forwarded-For: 7.7.7.7"));
  EXPECT_THAT(second.ReadResponse(), StartsWith("HTTP/1.1 429 "));
}

TEST(ServerHttp, ReadsTheProxyHeaderOfATrustedProxy) {
  TestServer server(/*threads=*/1, WithoutExpiry(), "127.0.0.1", "", OneOfEachAddress());
  const std::string of_first = "PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\n";
  const std::string v2 = std::string("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c", 16) +
                         std::string("\xc0\0\2\1\x0a\0\0\1\x12\x34\x0f\xa0", 12);
  TestClient first(server.port()), second(server.port()), other(server.port());
  first.SendInPieces(of_first + UpgradeOfUser(server), 3);
  EXPECT_THAT(first.ReadResponse(), StartsWith("HTTP/1.1 101 "));
  second.SendInPieces(v2 + UpgradeOfUser(server), 5);
  EXPECT_THAT(second.ReadResponse(), StartsWith("HTTP/1.1 429 "));
  // A connection has one such header.
  second.Send(of_first + Get("/healthz"));
  EXPECT_THAT(second.ReadResponse(), StartsWith("HTTP/1.1 400 "));
  other.Send("PROXY UNKNOWN\r\n" + Get("/healthz") + UpgradeOfUser(server));
  EXPECT_THAT(other.ReadResponse(), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(other.ReadResponse(), StartsWith("HTTP/1.1 101 "));
}

TEST(ServerHttp, RefusesATrustedProxyWithoutItsHeaderAndAStrangerWithOne) {
  TestServer proxied(/*threads=*/1, {}, "127.0.0.1");
  TestClient without(proxied.port());
  without.Send(Get("/healthz"));
  EXPECT_THAT(without.ReadResponse(), StartsWith("HTTP/1.1 400 "));
  EXPECT_TRUE(without.AtEnd());
  TestServer direct(/*threads=*/1, {}, "192.0.2.1");
  TestClient stranger(direct.port());
  stranger.Send("PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\n" + Get("/healthz"));
  EXPECT_THAT(stranger.ReadResponse(), StartsWith("HTTP/1.1 400 "));
}

}  // namespace
}  // namespace lossy::edge
