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

TEST(ServerHttp, IsReadyWhenWhatIsBehindItIs) {
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

TEST(ServerHttp, LetsOnlyPagesOfAllowedOriginsMint) {
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
      {absl::StrCat("GET /", std::string(2000, 'x')), "431 Request Header Fields Too Large"},
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

TEST(ServerHttp, CutsAClientWhoseRequestDoesNotCome) {
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

}  // namespace
}  // namespace lossy::edge
