#include "absl/strings/str_cat.h"
#include "base/testing/eventually.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kMiB = 1 << 20;
constexpr char kHeartbeat[] = R"([null,"1","phoenix","heartbeat",{}])";
constexpr char kBeat[] = R"([null,"1","phoenix","phx_reply")";

ServerLimits Limits() {
  ServerLimits limits{.second = absl::Milliseconds(5)};
  limits.connection.idle_seconds = 1'000'000;
  limits.connection.handshake_seconds = 1'000'000;
  limits.connection.ping_seconds = 0;
  // The test's clock stands years behind.
  limits.channel.expiry_bound = absl::InfiniteDuration();
  return limits;
}

// Returns when the metric is at least `value`; false if a minute passes before.
template <typename Metric>
bool AwaitAtLeast(const Metric& metric, double value) {
  return base::Eventually([&] { return metric.Value() >= value; });
}

bool AwaitHeld(TestServer& server, double bytes) {
  return AwaitAtLeast(server.metrics().clients.held_bytes, bytes);
}

// Returns when the server has read what other clients have sent. Its thread reads a part from each
// of them before it answers, and the number of answers suffices for all that a test sends. The held
// bytes do not show it, because they include memory that is reserved.
void AwaitRead(TestClient& client) {
  constexpr int kAnswers = 64;
  for (int i = 0; i < kAnswers; ++i) {
    client.SendText(kHeartbeat);
    EXPECT_THAT(client.ReadText(), StartsWith(kBeat));
  }
}

void Open(TestClient& client, absl::string_view query = "") {
  client.Send(UpgradeRequest(query));
  EXPECT_THAT(client.ReadResponse(), StartsWith("HTTP/1.1 101 "));
}

void Beat(TestClient& client) {
  client.SendText(kHeartbeat);
  EXPECT_THAT(client.ReadText(), StartsWith(kBeat));
}

// A message of `size` bytes that only shows that its client is alive.
std::string Large(std::size_t size) {
  return absl::StrCat(absl::string_view(kHeartbeat).substr(0, sizeof kHeartbeat - 2),
                      std::string(size - (sizeof kHeartbeat - 1), ' '), "]");
}

std::string Post(absl::string_view token, std::size_t size) {
  return absl::StrCat("POST /socket/longpoll?vsn=2.0.0&token=", token,
                      " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n",
                      "Content-Length: ", size, "\r\n\r\n");
}

std::string OpenSession(const TestServer& server) {
  TestClient client(server.port());
  client.Send("GET /socket/longpoll?vsn=2.0.0 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string response = client.ReadResponse();
  const std::size_t start = response.find("lossylp.");
  return response.substr(start, response.find('"', start) - start);
}

TEST(ServerMemoryTest, ClosesTheClientWhoseUnfinishedFrameIsTheLargest) {
  ServerLimits limits = Limits();
  limits.bytes = {.thread = 7 * kMiB + kMiB / 4, .user = 100 * kMiB};
  TestServer server(/*threads=*/1, limits);
  TestClient large(server.port()), other(server.port()), last(server.port()), idle(server.port());
  for (TestClient* client : {&large, &other, &last, &idle}) Open(*client);
  const std::string frame = ClientFrame(Opcode::kText, Large(3 * kMiB));
  large.Send(ClientFrame(Opcode::kText, Large(4 * kMiB)).substr(0, 7 * kMiB / 2));
  AwaitRead(idle);
  ASSERT_TRUE(AwaitHeld(server, 3.4 * kMiB));
  other.Send(frame.substr(0, 2 * kMiB));
  AwaitRead(idle);
  ASSERT_TRUE(AwaitHeld(server, 5.4 * kMiB));
  last.Send(frame.substr(0, 2 * kMiB));
  EXPECT_EQ(large.ReadCloseCode(), 1013);
  for (TestClient* client : {&other, &last}) {
    client->Send(absl::string_view(frame).substr(2 * kMiB));
    EXPECT_THAT(client->ReadText(), StartsWith(kBeat));
  }
  EXPECT_EQ(server.metrics().clients.over_budget.Value(), 1);
  EXPECT_TRUE(TestServer::AwaitValue(server.metrics().clients.held_bytes, 0));
}

TEST(ServerMemoryTest, CountsTheFragmentsOfAMessage) {
  ServerLimits limits = Limits();
  limits.bytes = {.thread = 2 * kMiB, .user = 100 * kMiB};
  TestServer server(/*threads=*/1, limits);
  TestClient good(server.port()), bad(server.port());
  Open(good);
  Open(bad);
  bad.Send(ClientFrame(Opcode::kText, "[", /*final=*/false));
  const std::string fragment =
      ClientFrame(Opcode::kContinuation, std::string(1000, ' '), /*final=*/false);
  for (int i = 0; i < 2500; ++i) bad.Send(fragment);
  EXPECT_EQ(bad.ReadCloseCode(), 1013);
  Beat(good);
}

TEST(ServerMemoryTest, TakesNoMemoryForAnAnnouncedLength) {
  ServerLimits limits = Limits();
  limits.bytes = {.thread = kMiB, .user = 100 * kMiB};
  TestServer server(/*threads=*/1, limits);
  std::vector<std::unique_ptr<TestClient>> clients;
  const std::string start = ClientFrame(Opcode::kText, Large(4 * kMiB)).substr(0, 100);
  for (int i = 0; i < 10; ++i) {
    clients.push_back(std::make_unique<TestClient>(server.port()));
    Open(*clients.back());
    clients.back()->Send(start);
  }
  TestClient next(server.port());
  Open(next);
  Beat(next);
  EXPECT_EQ(server.metrics().clients.over_budget.Value(), 0);
}

TEST(ServerMemoryTest, ClosesTheClientsOfTheLargestUser) {
  ServerLimits limits = Limits();
  limits.bytes = {.thread = 100 * kMiB, .user = 4 * kMiB};
  TestServer server(/*threads=*/1, limits);
  // Bytes that are read and not taken yet count beside those that are taken: together they are
  // less than the user's budget.
  const std::string anns = ClientFrame(Opcode::kText, Large(2 * kMiB));
  const std::string frame = ClientFrame(Opcode::kText, Large(3 * kMiB));
  TestClient ann(server.port());
  Open(ann, "&token=" + server.tokens().User("ann"));
  ann.Send(anns.substr(0, kMiB));
  ASSERT_TRUE(AwaitHeld(server, kMiB));
  std::vector<std::unique_ptr<TestClient>> bobs;
  for (int i = 0; i < 20; ++i) {
    bobs.push_back(std::make_unique<TestClient>(server.port()));
    Open(*bobs.back(), "&token=" + server.tokens().User("bob"));
    bobs.back()->Send(frame.substr(0, kMiB));
  }
  // Each of bob's holds from one to two megabytes: most are closed, the last few fit.
  EXPECT_TRUE(AwaitAtLeast(server.metrics().clients.over_budget, 16));
  ann.Send(absl::string_view(anns).substr(kMiB));
  EXPECT_THAT(ann.ReadText(), StartsWith(kBeat));
}

TEST(ServerMemoryTest, RefusesThePostThatIsTheLargest) {
  ServerLimits limits = Limits();
  limits.bytes = {.thread = 2 * kMiB, .user = 100 * kMiB};
  TestServer server(/*threads=*/1, limits);
  const std::string token = OpenSession(server);
  TestClient client(server.port());
  client.Send(Post(token, 10 * kMiB));
  client.Send(std::string(3 * kMiB, ' '));
  const std::string response = client.ReadResponse();
  EXPECT_THAT(response, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(response, HasSubstr(R"("reason":"unavailable")"));
  EXPECT_THAT(response, HasSubstr("retry-after: "));
}

TEST(ServerMemoryTest, ReadsNoBodyOfAClientWithoutASession) {
  TestServer server(/*threads=*/1, Limits());
  for (const char* token : {"", "lossylp.AAAA.AAAA", "eyJ.e30.x"}) {
    TestClient client(server.port());
    client.Send(Post(token, 10 * kMiB));
    const std::string response = client.ReadResponse();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 ")) << token;
    EXPECT_THAT(response, HasSubstr(R"({"status":410})")) << token;
    EXPECT_TRUE(client.AtEnd());
  }
}

TEST(ServerMemoryTest, NamesTheLargestBody) {
  TestServer server(/*threads=*/1, Limits());
  TestClient client(server.port());
  client.Send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
  const std::string response = client.ReadResponse();
  EXPECT_THAT(response, StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(response, HasSubstr("must be at most 65536 bytes"));
}

TEST(ServerRatesTest, PausesReadingUntilTheBytesOfAConnectionArePaid) {
  ServerLimits limits = Limits();
  limits.connection.byte_rate = {.per_second = 50e6, .burst = 100'000};
  TestServer server(/*threads=*/1, limits);
  TestClient client(server.port()), other(server.port());
  Open(client);
  Open(other);
  client.SendText(Large(4 * kMiB));
  Beat(other);
  EXPECT_THAT(client.ReadText(), StartsWith(kBeat));
  EXPECT_GT(server.metrics().clients.throttled.Value(), 0);
  Beat(client);
}

TEST(ServerRatesTest, CountsTheBytesOfAllSocketsOfAUserAsTheyCome) {
  ServerLimits limits = Limits();
  limits.channel.rates.user.bytes = {.per_second = 50e6, .burst = 100'000};
  TestServer server(/*threads=*/1, limits);
  TestClient one(server.port()), two(server.port());
  Open(one);
  Open(two);
  // A pong is no message, and is never answered.
  std::string pongs;
  for (int i = 0; i < 10'000; ++i) pongs += ClientFrame(Opcode::kPong, std::string(120, 'p'));
  one.Send(pongs);
  Beat(one);
  EXPECT_GT(server.metrics().clients.throttled.Value(), 0);
  Beat(two);
}

TEST(ServerRatesTest, DelaysTheAnswerToATooLargePost) {
  ServerLimits limits = Limits();
  limits.channel.rates.user.bytes = {.per_second = 50e6, .burst = 1'000};
  TestServer server(/*threads=*/1, limits);
  const std::string token = OpenSession(server);
  TestClient client(server.port());
  client.Send(Post(token, 2 * kMiB) + std::string(2 * kMiB, ' '));
  EXPECT_THAT(client.ReadResponse(), HasSubstr(R"({"status":200})"));
  EXPECT_EQ(server.metrics().clients.throttled.Value(), 1);
}

}  // namespace
}  // namespace lossy::edge
