#pragma once

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gtest/gtest.h"

namespace lossy::edge {

constexpr char kJoin[] = R"(["1","1","room:a","phx_join",{}])";
constexpr char kJoined[] =
    R"("[\"1\",\"1\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"room\":\"a\"}}]")";
constexpr char kLines[] = "application/x-ndjson";

inline std::string BodyOf(absl::string_view response) {
  const std::size_t blank = response.find("\r\n\r\n");
  return std::string(response.substr(std::min(blank + 4, response.size())));
}

inline std::string Request(absl::string_view method, absl::string_view query,
                           absl::string_view more = "", absl::string_view body = "") {
  return absl::StrCat(method, " /socket/longpoll?", query, " HTTP/1.1\r\nHost: localhost\r\n", more,
                      "Content-Length: ", body.size(), "\r\n\r\n", body);
}

inline std::string Ask(TestClient& client, const std::string& request) {
  client.Send(request);
  return client.ReadResponse();
}

// Each request on a connection of its own, as they may come through a balancer.
inline std::string Ask(const TestServer& server, const std::string& request) {
  TestClient client(server.port());
  return Ask(client, request);
}

inline std::string TokenIn(absl::string_view body) {
  const absl::string_view name = "\"token\":\"";
  const std::size_t start = body.find(name);
  if (start == absl::string_view::npos) return {};
  const absl::string_view rest = body.substr(start + name.size());
  return std::string(rest.substr(0, rest.find('"')));
}

inline std::string Poll(const std::string& token) {
  return Request("GET", absl::StrCat("vsn=2.0.0&token=", token));
}

inline std::string Post(const std::string& token, absl::string_view body,
                        absl::string_view type = kLines) {
  return Request("POST", absl::StrCat("vsn=2.0.0&token=", token),
                 absl::StrCat("Content-Type: ", type, "\r\n"), body);
}

inline std::string Body(absl::string_view messages, int status, absl::string_view token) {
  return absl::StrCat("{\"messages\":[", messages, "],\"status\":", status, ",\"token\":\"", token,
                      "\"}");
}

inline std::string Published(absl::string_view text) {
  return absl::StrCat(R"("[null,null,\"room:a\",\"new_msg\",{\"x\":\")", text, R"(\"}]")");
}

// The token of a new session; `server` makes it.
inline std::string Open(const TestServer& server) {
  return TokenIn(Ask(server, Request("GET", "vsn=2.0.0")));
}

// The same, with a joined topic.
inline std::string OpenJoined(const TestServer& server) {
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

}  // namespace lossy::edge
