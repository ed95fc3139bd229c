#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "base/testing/eventually.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::StartsWith;

constexpr char kHeartbeat[] = R"([null,"1","phoenix","heartbeat",{}])";

// Deadlines that are checked often, so that no test waits for long, but that are far away.
ServerLimits FastLimits() {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.connection.idle_seconds = 1'000'000;
  limits.connection.handshake_seconds = 1'000'000;
  limits.connection.ping_seconds = 0;
  return limits;
}

void Open(TestClient& client, absl::string_view query = "") {
  client.Send(UpgradeRequest(query));
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
}

void Beat(TestClient& client) {
  client.SendText(kHeartbeat);
  EXPECT_THAT(client.ReadText(), StartsWith(R"([null,"1","phoenix","phx_reply")"));
}

// With so many threads.
class ServerLifecycleTest : public testing::TestWithParam<int> {};

TEST_P(ServerLifecycleTest, AsksASilentClientToReconnect) {
  ServerLimits limits = FastLimits();
  limits.connection.idle_seconds = 4;
  TestServer server(GetParam(), limits);
  TestClient client(server.port());
  Open(client);
  EXPECT_EQ(client.ReadCloseCode(), 1001);
  EXPECT_TRUE(client.AtEnd());
  EXPECT_EQ(server.metrics().clients.idle.Value(), 1);
}

TEST_P(ServerLifecycleTest, ClosesASocketWithAnExpiredToken) {
  TestServer server(GetParam(), FastLimits());
  TestClient client(server.port());
  // The test's clock stands years behind.
  Open(client, "&token=" + server.tokens().User("bob"));
  EXPECT_EQ(client.ReadCloseCode(), 4001);
  EXPECT_TRUE(client.AtEnd());
}

TEST_P(ServerLifecycleTest, CutsAClientThatDoesNotEndAfterAClose) {
  ServerLimits limits = FastLimits();
  limits.connection.handshake_seconds = 200;
  TestServer server(GetParam(), limits);
  TestClient client(server.port());
  Open(client);
  client.Send(ClientFrame(Opcode::kClose, ""));
  EXPECT_EQ(client.ReadCloseCode(), 0);
  EXPECT_TRUE(server.AwaitConnections(0));
}

TEST_P(ServerLifecycleTest, AsksEveryClientToReconnectWhenItDrains) {
  TestServer server(GetParam(), FastLimits());
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(std::make_unique<TestClient>(server.port()));
    Open(*clients.back());
    Beat(*clients.back());
  }
  TestClient idle(server.port());
  EXPECT_TRUE(server.AwaitConnections(11));
  std::thread draining([&] { server.Drain(absl::Seconds(30)); });
  for (const auto& client : clients) {
    EXPECT_EQ(client->ReadCloseCode(), 1012);
    EXPECT_TRUE(client->AtEnd());
  }
  EXPECT_TRUE(idle.AtEnd());
  const int port = server.port();
  clients.clear();
  draining.join();
  EXPECT_EQ(server.metrics().clients.connections.Value(), 0);
  EXPECT_FALSE(TestClient(port).connected());
}

TEST_P(ServerLifecycleTest, PingsASilentClientAndKeepsItWhenItAnswers) {
  ServerLimits limits = FastLimits();
  limits.connection.ping_seconds = 2;
  limits.connection.idle_seconds = 40;
  TestServer server(GetParam(), limits);
  TestClient client(server.port());
  Open(client);
  // For longer than the silence that is allowed.
  for (int i = 0; i < 30; ++i) {
    const absl::optional<TestClient::Received> ping = client.ReadFrame();
    ASSERT_TRUE(ping.has_value());
    ASSERT_EQ(ping->opcode, Opcode::kPing);
    client.Send(ClientFrame(Opcode::kPong, ping->payload));
  }
  EXPECT_EQ(server.metrics().clients.idle.Value(), 0);
}

TEST_P(ServerLifecycleTest, AnswersOpenRequestsBeforeItAsksToReconnect) {
  TestServer server(GetParam(), FastLimits());
  TestClient client(server.port()), other(server.port());
  Open(client);
  Open(other);
  client.SendText(R"(["1","1","room:a","phx_join",{}])");
  client.ReadText();
  client.SendText(R"(["1","2","room:a","echo",{"x":"wait"}])");
  server.services().waiting().Await(1);
  std::thread draining([&] { server.Drain(absl::Seconds(30)); });
  EXPECT_EQ(other.ReadCloseCode(), 1012);
  // When no thread accepts any more, every thread has begun.
  EXPECT_TRUE(base::Eventually([&] { return !TestClient(server.port()).connected(); }));
  // The message comes too late: no client can take it for answered.
  client.SendText(R"(["1","3","room:a","echo",{"x":"late"}])");
  server.services().AnswerWaiting();
  EXPECT_THAT(client.ReadText(), StartsWith(R"(["1","2","room:a","phx_reply",{"status":"ok")"));
  EXPECT_EQ(client.ReadCloseCode(), 1012);
  client.Reset();
  other.Reset();
  draining.join();
}

TEST_P(ServerLifecycleTest, DrainsInBatchesThatFitItsTime) {
  ServerLimits limits = FastLimits();
  limits.drain_batch = 1;
  limits.drain_interval = absl::Milliseconds(10);
  TestServer server(GetParam(), limits);
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(std::make_unique<TestClient>(server.port()));
    Open(*clients.back());
  }
  std::thread draining([&] { server.Drain(absl::Milliseconds(400)); });
  for (const auto& client : clients) EXPECT_EQ(client->ReadCloseCode(), 1012);
  draining.join();
}

TEST_P(ServerLifecycleTest, CutsClientsThatDoNotLeaveInTime) {
  TestServer server(GetParam(), FastLimits());
  TestClient client(server.port());
  Open(client);
  server.Drain(absl::Milliseconds(20));
  EXPECT_EQ(server.metrics().clients.connections.Value(), 0);
  EXPECT_EQ(client.ReadCloseCode(), 1012);
}

TEST_P(ServerLifecycleTest, CancelsUpstreamCallsWhenItDrains) {
  TestServer server(GetParam(), FastLimits());
  TestClient client(server.port());
  Open(client);
  client.SendText(R"(["1","1","room:a","phx_join",{}])");
  client.ReadText();
  client.SendText(R"(["1","2","room:a","echo",{"x":"wait"}])");
  server.services().waiting().Await(1);
  server.Drain(absl::ZeroDuration());
  EXPECT_EQ(server.services().cancelled().Now().size(), 1);
}

TEST_P(ServerLifecycleTest, ClosesEveryFile) {
  TestServer server(GetParam(), FastLimits());
  {
    TestClient first(server.port());
    Open(first);
  }
  ASSERT_TRUE(server.AwaitConnections(0));
  const int before = OpenFiles();
  for (int round = 0; round < 3; ++round) {
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 40; ++i) {
      clients.push_back(std::make_unique<TestClient>(server.port()));
      TestClient& client = *clients.back();
      if (i % 5 == 0) continue;
      if (i % 5 == 1) {
        client.Send(UpgradeRequest().substr(0, 40));
        continue;
      }
      Open(client);
      if (i % 5 == 2) client.Send(ClientFrame(Opcode::kText, kHeartbeat).substr(0, 9));
      if (i % 5 == 3) client.Send(ClientFrame(Opcode::kClose, ""));
      if (i % 5 == 4) client.Reset();
    }
    clients.clear();
    ASSERT_TRUE(server.AwaitConnections(0));
  }
  EXPECT_EQ(OpenFiles(), before);
}

INSTANTIATE_TEST_SUITE_P(Threads, ServerLifecycleTest, testing::Values(1, 2));

TEST(ServerTest, TakesNoMoreConnectionsThanItMay) {
  TestServer server(/*threads=*/1, {.max_connections = 2});
  TestClient one(server.port()), two(server.port());
  Open(one);
  Open(two);
  TestClient three(server.port());
  EXPECT_TRUE(three.AtEnd());
  one.Reset();
  EXPECT_TRUE(server.AwaitConnections(1));
  TestClient four(server.port());
  Open(four);
  Beat(two);
}

TEST(ServerTest, RefusesClientsAndIsNotReadyWhileNoFileIsLeft) {
  TestServer server(/*threads=*/1);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{.rlim_cur = static_cast<rlim_t>(OpenFiles() + 32), .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &few);
  std::vector<int> files;
  for (int file; (file = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) files.push_back(file);
  // The only free file is for the client.
  close(files.back());
  TestClient refused(server.port());
  const std::string answer = refused.ReadResponse();
  const bool ended = refused.AtEnd();
  const bool accepting = server.accepting();
  files.pop_back();
  for (const int file : files) close(file);
  setrlimit(RLIMIT_NOFILE, &before);

  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_TRUE(ended);
  EXPECT_FALSE(accepting);
  TestClient accepted(server.port());
  Open(accepted);
  EXPECT_TRUE(server.accepting());
  EXPECT_GE(server.metrics().clients.accepts_failed.Value(), 1);
}

TEST(ServerTest, AcceptsOnEachOfItsAddresses) {
  TestServer first(/*threads=*/1);
  Server second(first.context(), /*threads=*/2);
  const absl::Status listening =
      second.Listen({{.host = "127.0.0.1", .port = 0},
                     {.host = "127.0.0.2", .port = 0},
                     {.host = "192.0.2.1", .port = 0, .optional = true}});
  ASSERT_TRUE(listening.ok()) << listening;
  // One port, of which no other server has any address.
  for (const char* host : {"127.0.0.1", "127.0.0.2"}) {
    Server third(first.context(), /*threads=*/1);
    EXPECT_TRUE(absl::IsUnavailable(third.Listen({{.host = host, .port = second.port()}}))) << host;
  }
}

TEST(ServerTest, ReportsATakenPort) {
  TestServer first(/*threads=*/2);
  Server second(first.context(), /*threads=*/1);
  const absl::Status status = second.Listen({{.host = "127.0.0.1", .port = first.port()}});
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

TEST(ServerTest, RefusesAnInvalidAddress) {
  TestServer first(/*threads=*/1);
  Server second(first.context(), /*threads=*/1);
  EXPECT_TRUE(absl::IsInvalidArgument(second.Listen({{.host = "example.com", .port = 0}})));
}

TEST(ServerTest, MayEndBeforeItHasStarted) {
  TestServer first(/*threads=*/1);
  Server second(first.context(), /*threads=*/2);
  EXPECT_TRUE(second.Listen({{.host = "127.0.0.1", .port = 0}}).ok());
  second.Drain(absl::Seconds(30));
}

}  // namespace
}  // namespace lossy::edge
