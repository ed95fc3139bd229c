#include <string>
#include <utility>

#include "absl/strings/escaping.h"
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

using ServerLongpollRequestTest = ServerLongpollTest;

TEST_P(ServerLongpollRequestTest, TakesTheTokenFromAHeaderToo) {
  const std::string token = Open(server_);
  const std::string header = absl::StrCat("X-Phoenix-Longpoll-Token: ", token, "\r\n");
  EXPECT_EQ(BodyOf(Ask(server_, Request("POST", "vsn=2.0.0", header, kJoin))), R"({"status":200})");
  EXPECT_EQ(BodyOf(Ask(server_, Request("GET", "token=x", header))), Body(kJoined, 200, token));
}

TEST_P(ServerLongpollRequestTest, ReadsALargeBodyInSmallPieces) {
  const std::string token = OpenJoined(server_);
  const std::string text(3 << 20, 'x');
  TestClient client(server_.port());
  client.SendInPieces(Post(token, absl::StrCat(R"(["1","2","room:a","echo",{"x":")", text, "\"}]")),
                      1500);
  EXPECT_EQ(BodyOf(client.ReadResponse()), R"({"status":200})");
  EXPECT_THAT(BodyOf(Ask(client, Poll(token))), HasSubstr(text));
}

TEST_P(ServerLongpollRequestTest, ReadsALargeBodyInChunks) {
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

TEST_P(ServerLongpollRequestTest, ReadsBinaryFramesInBase64) {
  const std::string token = OpenJoined(server_);
  const std::string frame("\0\x01\x01\x06\x04\x31\x32room:aecho\x01\x02", 19);
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, absl::Base64Escape(frame)))), R"({"status":200})");
  EXPECT_THAT(BodyOf(Ask(server_, Poll(token))),
              StartsWith(R"({"messages":["[\"1\",\"2\",\"room:a\",\"phx_reply\",{)"));
}

TEST_P(ServerLongpollRequestTest, SpeaksProtocolOneToo) {
  const std::string token = TokenIn(Ask(server_, Request("GET", "")));
  const std::string join = R"({"topic":"room:a","event":"phx_join","payload":{},"ref":"1"})";
  EXPECT_EQ(BodyOf(Ask(server_, Post(token, join, "application/json"))), R"({"status":200})");
  EXPECT_THAT(BodyOf(Ask(server_, Poll(token))), StartsWith(R"({"messages":["{\")"));
}

TEST_P(ServerLongpollRequestTest, RefusesInsideTheBody) {
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

TEST_P(ServerLongpollRequestTest, DistinguishesTheUsersTokenFromTheSessions) {
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

TEST_P(ServerLongpollRequestTest, AnswersPreflightsAndOtherMethodsLikePhoenix) {
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

INSTANTIATE_TEST_SUITE_P(Threads, ServerLongpollRequestTest, testing::Values(1, 2));

}  // namespace
}  // namespace lossy::edge
