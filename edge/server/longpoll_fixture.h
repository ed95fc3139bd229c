#pragma once

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gtest/gtest.h"

namespace lossy::edge {

// For tests of long-polling with a real server: requests, responses and messages as text.

// A message that joins "room:a", the reply to it in a poll's body, and the type of posts.
constexpr char kJoin[] = R"(["1","1","room:a","phx_join",{}])";
constexpr char kJoined[] =
    R"("[\"1\",\"1\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"room\":\"a\"}}]")";
constexpr char kLines[] = "application/x-ndjson";

// Returns the body of an HTTP response.
inline std::string BodyOf(absl::string_view response) {
  const std::size_t blank = response.find("\r\n\r\n");
  return std::string(response.substr(std::min(blank + 4, response.size())));
}

// Returns an HTTP request to the long-poll path. `more` is further header lines.
inline std::string Request(absl::string_view method, absl::string_view query,
                           absl::string_view more = "", absl::string_view body = "") {
  return absl::StrCat(method, " /socket/longpoll?", query, " HTTP/1.1\r\nHost: localhost\r\n", more,
                      "Content-Length: ", body.size(), "\r\n\r\n", body);
}

// Sends the request and returns the response.
inline std::string Ask(TestClient& client, const std::string& request) {
  client.Send(request);
  return client.ReadResponse();
}

// As above, on a new connection. Requests through a load balancer may also arrive on different
// ones.
inline std::string Ask(const TestServer& server, const std::string& request) {
  TestClient client(server.port());
  return Ask(client, request);
}

// Returns the session token in the body of an answer, or "" if there is none.
inline std::string TokenIn(absl::string_view body) {
  const absl::string_view name = "\"token\":\"";
  const std::size_t start = body.find(name);
  if (start == absl::string_view::npos) return {};
  const absl::string_view rest = body.substr(start + name.size());
  return std::string(rest.substr(0, rest.find('"')));
}

// Returns a poll, or a post of `body`, with the session token.
inline std::string Poll(const std::string& token) {
  return Request("GET", absl::StrCat("vsn=2.0.0&token=", token));
}

inline std::string Post(const std::string& token, absl::string_view body,
                        absl::string_view type = kLines) {
  return Request("POST", absl::StrCat("vsn=2.0.0&token=", token),
                 absl::StrCat("Content-Type: ", type, "\r\n"), body);
}

// Returns the expected body of the answer to a poll. `messages` are JSON strings with commas.
inline std::string Body(absl::string_view messages, int status, absl::string_view token) {
  return absl::StrCat("{\"messages\":[", messages, "],\"status\":", status, ",\"token\":\"", token,
                      "\"}");
}

// Returns the JSON string of a message that FakeServices::Publish sends to "room:a".
inline std::string Published(absl::string_view text) {
  return absl::StrCat(R"("[null,null,\"room:a\",\"new_msg\",{\"x\":\")", text, R"(\"}]")");
}

// Opens a session and returns its token.
inline std::string Open(const TestServer& server) {
  return TokenIn(Ask(server, Request("GET", "vsn=2.0.0")));
}

// Opens a session that has joined "room:a", and returns its token.
inline std::string OpenJoined(const TestServer& server) {
  const std::string token = Open(server);
  EXPECT_EQ(BodyOf(Ask(server, Post(token, kJoin))), R"({"status":200})");
  EXPECT_EQ(BodyOf(Ask(server, Poll(token))), Body(kJoined, 200, token));
  return token;
}

// The fixture of tests with a server. The parameter is the number of its threads.
class ServerLongpollTest : public testing::TestWithParam<int> {
 protected:
  static ServerLimits Limits() {
    ServerLimits limits;
    // The clock of the test's tokens is years behind, so their sockets must not expire.
    limits.channel.expiry_bound = absl::InfiniteDuration();
    return limits;
  }

  TestServer server_{GetParam(), Limits()};
};

}  // namespace lossy::edge
