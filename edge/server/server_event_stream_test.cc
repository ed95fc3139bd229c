#include <thread>

#include "absl/strings/match.h"
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

constexpr std::size_t kMiB = 1 << 20;

std::string Get(absl::string_view path, absl::string_view headers = "") {
  return absl::StrCat("GET /api/topics/", path, " HTTP/1.1\r\nHost: localhost\r\n", headers,
                      "\r\n");
}

ServerLimits Limits() {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.connection.handshake_seconds = 1'000'000;
  limits.connection.ping_seconds = 0;
  // The test's clock stands years behind.
  limits.channel.expiry_bound = absl::InfiniteDuration();
  return limits;
}

// Follows the topic, and returns the head of the response.
std::string Follow(TestClient& client, absl::string_view path = "room:a") {
  client.Send(Get(path));
  const std::string head = client.ReadHead();
  EXPECT_THAT(client.ReadEvent(), HasSubstr("event: join\ndata: {\"room\":\""));
  return head;
}

TEST(ServerEventStream, BeginsWithTheAnswerToTheJoin) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  client.Send(Get("room%3Aa", "Origin: http://localhost\r\n"));
  const std::string head = client.ReadHead();
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"));
  EXPECT_THAT(head, AllOf(HasSubstr("cache-control: no-store\r\n"),
                          HasSubstr("access-control-allow-origin: http://localhost\r\n"),
                          HasSubstr("connection: close\r\n"), Not(HasSubstr("content-length"))));
  const std::string join = client.ReadEvent();
  EXPECT_THAT(join, StartsWith("id: "));
  EXPECT_THAT(join, HasSubstr("\nevent: join\ndata: {\"room\":\"a\""));
  EXPECT_THAT(join, HasSubstr(R"("recovered":false)"));
  EXPECT_EQ(server.metrics().api.streams.open.Value(), 1);
}

TEST(ServerEventStream, BringsEachEventToAllReaders) {
  TestServer server(/*threads=*/2);
  TestClient first(server.port()), second(server.port()), socket(server.port());
  Follow(first);
  Follow(second);
  socket.Send(UpgradeRequest());
  socket.ReadResponse();
  socket.SendText(R"(["1","1","room:a","phx_join",{}])");
  socket.ReadText();
  server.services().Publish("a", "hi");
  for (TestClient* client : {&first, &second}) {
    const std::string event = client->ReadEvent();
    EXPECT_THAT(event, HasSubstr("event: new_msg\ndata: {\"x\":\"hi\",\"position\":{"));
  }
  EXPECT_EQ(socket.ReadText(), R"([null,null,"room:a","new_msg",{"x":"hi"}])");
}

TEST(ServerEventStream, ShowsThePresencesOfATopicWithoutPositions) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  Follow(client, "presence:a");
  EXPECT_THAT(client.ReadEvent(), StartsWith("event: presence_state\ndata: {\"ann\":"));
  EXPECT_THAT(client.ReadEvent(), StartsWith("event: presence_diff\ndata: {\"joins\":"));
}

TEST(ServerEventStream, AnswersARefusedJoinWithItsStatus) {
  TestServer server(/*threads=*/1);
  const std::pair<const char*, const char*> kCases[] = {
      {"street:a", "HTTP/1.1 404 Not Found\r\n"},
      {"room:a?token=rubbish", "HTTP/1.1 401 Unauthorized\r\n"},
      {"room:a?params=3", "HTTP/1.1 400 Bad Request\r\n"},
      {"room:a?params=%7B%22room%22:%5B%5D%7D", "HTTP/1.1 400 Bad Request\r\n"},
      {"room:a?last_event_id=41", "HTTP/1.1 400 Bad Request\r\n"},
  };
  for (const auto& [path, status] : kCases) {
    TestClient client(server.port());
    client.Send(Get(path));
    const std::string response = client.ReadResponse();
    EXPECT_THAT(response, StartsWith(status)) << path;
    EXPECT_THAT(response, EndsWith("}")) << path;
  }
  EXPECT_TRUE(server.AwaitValue(server.metrics().api.streams.open, 0));
}

TEST(ServerEventStream, AnswersAHeadWithoutAJoin) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  client.Send("HEAD /api/topics/room:a HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(client.ReadHead(), HasSubstr("content-type: text/event-stream\r\n"));
  EXPECT_TRUE(client.AtEnd());
}

TEST(ServerEventStream, BeatsWhileNothingHappens) {
  ServerLimits limits = Limits();
  limits.connection.ping_seconds = 10;
  TestServer server(/*threads=*/1, limits);
  TestClient client(server.port());
  Follow(client);
  EXPECT_EQ(client.ReadEvent(), ": heartbeat");
  EXPECT_EQ(client.ReadEvent(), ": heartbeat");
}

TEST(ServerEventStream, OutlivesTheIdleTimeOfASocket) {
  ServerLimits limits = Limits();
  limits.connection.idle_seconds = 2;
  limits.connection.ping_seconds = 20;
  TestServer server(/*threads=*/1, limits);
  TestClient client(server.port());
  Follow(client);
  EXPECT_EQ(client.ReadEvent(), ": heartbeat");
  EXPECT_EQ(server.metrics().clients.idle.Value(), 0);
}

TEST(ServerEventStream, EndsWithARetryWhenTheEdgeDrains) {
  TestServer server(/*threads=*/1, Limits());
  TestClient client(server.port());
  Follow(client);
  std::thread draining([&] { server.Drain(absl::Seconds(30)); });
  EXPECT_THAT(client.ReadEvent(), StartsWith("retry: "));
  EXPECT_TRUE(client.AtEnd());
  client.Reset();
  draining.join();
}

TEST(ServerEventStream, EndsWithAnErrorWhenTheTokenExpires) {
  ServerLimits limits = Limits();
  limits.channel.expiry_bound = absl::ZeroDuration();
  TestServer server(/*threads=*/1, limits);
  TestClient client(server.port());
  client.Send(Get(absl::StrCat("room:a?token=", server.tokens().User("bob"))));
  // A sweep may come before the answer to the join, or after it.
  if (absl::StartsWith(client.ReadHead(), "HTTP/1.1 401 ")) return;
  std::string event = client.ReadEvent();
  if (absl::StrContains(event, "event: join")) event = client.ReadEvent();
  EXPECT_THAT(event, StartsWith("event: error\ndata: {\"reason\":\"unauthenticated\""));
  EXPECT_TRUE(client.AtEnd());
}

TEST(ServerEventStream, CutsAReaderThatDoesNotRead) {
  ServerLimits limits = Limits();
  limits.connection.max_outbox_bytes = kMiB;
  limits.connection.handshake_seconds = 200;
  TestServer server(/*threads=*/1, limits);
  TestClient slow(server.port(), /*receive_buffer=*/4096);
  Follow(slow);
  const std::string text(64 << 10, 'x');
  for (int i = 0; i < 400 && server.metrics().clients.slow.Value() == 0; ++i) {
    server.services().Publish("a", text);
    TestClient prompt(server.port());
    Follow(prompt);
  }
  EXPECT_TRUE(server.AwaitValue(server.metrics().clients.slow, 1));
  slow.ReadToEnd();
  EXPECT_TRUE(server.AwaitConnections(0));
}

TEST(ServerEventStream, IgnoresABoundedInput) {
  TestServer server(/*threads=*/1);
  TestClient client(server.port());
  Follow(client);
  client.Send(Get("room:a") + "more");
  server.services().Publish("a", "hi");
  EXPECT_THAT(client.ReadEvent(), HasSubstr("event: new_msg\n"));
  client.Send(std::string(100'000, 'x'));
  client.ReadToEnd();
  EXPECT_TRUE(server.AwaitConnections(0));
}

TEST(ServerEventStream, CountsAmongTheConnectionsOfItsUser) {
  ServerLimits limits;
  limits.channel.rates.max_user_connections = 1;
  TestServer server(/*threads=*/1, limits);
  TestClient first(server.port()), second(server.port());
  Follow(first);
  second.Send(Get("room:a"));
  EXPECT_THAT(second.ReadResponse(), StartsWith("HTTP/1.1 429 "));
}

}  // namespace
}  // namespace lossy::edge
