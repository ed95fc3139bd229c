#include "services/agent/models/openai/http_client.h"

#include <cstdlib>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agent/models/fake_openai_server/fake_openai_server.h"

namespace lossy::agent {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr absl::Duration kPatience = absl::Seconds(20);
// Enough time for a connection on a slow machine.
constexpr absl::Duration kShort = absl::Milliseconds(300);

class HttpClientTest : public testing::Test {
 protected:
  std::unique_ptr<HttpClient> Client(const std::string& url, HttpClient::Options options = {}) {
    options.url = *ParseBaseUrl(url);
    absl::StatusOr<std::unique_ptr<HttpClient>> client =
        HttpClient::Make(std::move(options), clock_);
    EXPECT_TRUE(client.ok()) << client.status();
    return *std::move(client);
  }

  static HttpRequest Ask(const std::string& text = "cut this") {
    return {.path = "/chat/completions",
            .content_type = "application/json",
            .body = absl::StrCat(R"({"messages":[{"role":"user","content":")", text, "\"}]}")};
  }

  static absl::StatusOr<HttpResponse> Post(HttpClient& client, absl::Duration limit = kPatience) {
    return client.Post(Ask(), absl::Now() + limit);
  }

  base::FakeClock clock_;
  FakeOpenAiServer server_;
  std::unique_ptr<HttpClient> client_ = Client(server_.base_url());
};

TEST_F(HttpClientTest, SendsARequestAndReturnsTheResponse) {
  const std::unique_ptr<HttpClient> client =
      Client(server_.base_url(), {.api_key = "sk-test", .max_body_bytes = 4096});
  const absl::StatusOr<HttpResponse> response = client->Post(Ask("slow"), absl::Now() + kPatience);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);
  EXPECT_THAT(response->body, HasSubstr("pacing"));
  ASSERT_THAT(server_.Requests(), SizeIs(1));
  const Arrival arrival = server_.Requests()[0];
  EXPECT_EQ(arrival.method, "POST");
  EXPECT_EQ(arrival.path, "/v1/chat/completions");
  EXPECT_EQ(arrival.host, absl::StrCat("127.0.0.1:", server_.port()));
  EXPECT_EQ(arrival.authorization, "Bearer sk-test");
  EXPECT_EQ(arrival.content_type, "application/json");
  EXPECT_EQ(arrival.body, Ask("slow").body);
}

TEST_F(HttpClientTest, SendsNoKeyWithoutAKey) {
  ASSERT_TRUE(Post(*client_).ok());
  EXPECT_EQ(server_.Requests()[0].authorization, "");
}

TEST_F(HttpClientTest, FindsAHostByItsName) {
  const std::unique_ptr<HttpClient> client =
      Client(absl::StrCat("http://localhost:", server_.port(), "/v1"));
  EXPECT_TRUE(Post(*client).ok());
}

TEST_F(HttpClientTest, UsesNoProxyOfTheEnvironment) {
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  const absl::Status status = Post(*Client(server_.base_url())).status();
  unsetenv("http_proxy");
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(HttpClientTest, ReturnsARefusalAsAResponse) {
  server_.Script({{.name = "status", .status = 429, .retry_after = "7", .retry_after_ms = "7500"}});
  const absl::StatusOr<HttpResponse> response = Post(*client_);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_FALSE(response->ok());
  EXPECT_EQ(response->status, 429);
  EXPECT_EQ(response->retry_after, "7");
  EXPECT_EQ(response->retry_after_ms, "7500");
}

TEST_F(HttpClientTest, ReadsAnAnswerOfUnknownLength) {
  for (const char* name : {"chunked", "endless"}) {
    server_.Script({{.name = name}});
    const absl::StatusOr<HttpResponse> response = Post(*client_);
    ASSERT_TRUE(response.ok()) << name << response.status();
    EXPECT_THAT(response->body, HasSubstr("editing")) << name;
    EXPECT_EQ(response->body.back(), '}') << name;
  }
  // The second response ended with the connection.
  EXPECT_TRUE(Post(*client_).ok());
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(HttpClientTest, UsesAConnectionAgain) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Post(*client_).ok());
  EXPECT_EQ(server_.connections(), 1);
  EXPECT_THAT(server_.Requests(), SizeIs(3));
}

TEST_F(HttpClientTest, KeepsNoMoreConnectionsThanItMay) {
  const std::unique_ptr<HttpClient> client = Client(server_.base_url(), {.max_idle = 0});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Post(*client).ok());
  EXPECT_EQ(server_.connections(), 3);
}

TEST_F(HttpClientTest, LeavesAConnectionThatWasIdleForLong) {
  ASSERT_TRUE(Post(*client_).ok());
  clock_.Advance(absl::Seconds(31));
  ASSERT_TRUE(Post(*client_).ok());
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(HttpClientTest, ReconnectsAfterAServerClosed) {
  server_.Script({{.name = "hang_up", .times = 4}});
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Post(*client_).ok());
  EXPECT_THAT(server_.Requests(), SizeIs(5));
}

TEST_F(HttpClientTest, TriesOnceMoreIfAKeptConnectionWasClosedMeanwhile) {
  ASSERT_TRUE(Post(*client_).ok());
  server_.Script({{.name = "drop"}});
  EXPECT_TRUE(Post(*client_).ok());
  EXPECT_THAT(server_.Requests(), SizeIs(3));
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(HttpClientTest, DoesNotTryAgainOnANewConnection) {
  server_.Script({{.name = "drop"}});
  EXPECT_TRUE(absl::IsUnavailable(Post(*client_).status()));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(HttpClientTest, RunsCallsSideBySide) {
  server_.Script({{.name = "stall", .after = kPatience}});
  auto stalled = std::async(std::launch::async, [&] { return Post(*client_); });
  ASSERT_TRUE(server_.AwaitRequests(1));
  EXPECT_TRUE(Post(*client_).ok());
  client_->Shutdown();
  EXPECT_TRUE(absl::IsCancelled(stalled.get().status()));
}

TEST_F(HttpClientTest, ReportsARefusedConnection) {
  const std::unique_ptr<HttpClient> client = Client("http://127.0.0.1:1/v1");
  const absl::Status status = Post(*client).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("refused"));
}

TEST_F(HttpClientTest, ReportsAnUnknownHost) {
  // A name that is invalid, so that the resolver sends no query.
  const std::unique_ptr<HttpClient> client = Client("http://" + std::string(64, 'x') + "/v1");
  const absl::Status status = Post(*client).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("not found"));
}

TEST_F(HttpClientTest, TimesOutBeforeTheFirstByte) {
  server_.Script({{.after = kPatience}});
  EXPECT_TRUE(absl::IsDeadlineExceeded(Post(*client_, kShort).status()));
}

TEST_F(HttpClientTest, TimesOutInTheMiddleOfTheResponse) {
  server_.Script({{.name = "stall", .after = kPatience}});
  EXPECT_TRUE(absl::IsDeadlineExceeded(Post(*client_, kShort).status()));
}

TEST_F(HttpClientTest, ReusesNoConnectionWithAnUnfinishedResponse) {
  server_.Script({{.name = "stall", .after = kPatience}});
  EXPECT_FALSE(Post(*client_, kShort).ok());
  EXPECT_TRUE(Post(*client_).ok());
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(HttpClientTest, TakesNoAnswerThatEndsTooEarly) {
  for (const char* name : {"cut", "truncated"}) {
    server_.Script({{.name = name}});
    const absl::Status status = Post(*client_).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << name << ": " << status;
  }
  // A reset may discard bytes that had arrived.
  server_.Script({{.name = "reset"}});
  EXPECT_FALSE(Post(*client_).ok());
}

TEST_F(HttpClientTest, TakesNoAnswerThatIsTooLarge) {
  server_.Script({{.name = "huge"}});
  EXPECT_TRUE(absl::IsOutOfRange(Post(*client_).status()));
  EXPECT_TRUE(Post(*client_).ok());
}

TEST_F(HttpClientTest, EndsCallsInFlightWhenItIsShutDown) {
  server_.Script({{.after = kPatience}});
  auto call = std::async(std::launch::async, [&] { return Post(*client_); });
  ASSERT_TRUE(server_.AwaitRequests(1));
  client_->Shutdown();
  EXPECT_TRUE(absl::IsCancelled(call.get().status()));
  EXPECT_TRUE(absl::IsCancelled(Post(*client_).status()));
}

TEST_F(HttpClientTest, SpeaksTlsWithAServerThatIsTrusted) {
  const TestCertificate certificate("IP:127.0.0.1");
  FakeOpenAiServer server({.certificate = &certificate});
  const std::unique_ptr<HttpClient> client =
      Client(server.base_url(), {.ca_file = certificate.file()});
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<HttpResponse> response = Post(*client);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_THAT(response->body, HasSubstr("editing"));
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, ChecksTheCertificateAgainstTheCalledName) {
  const TestCertificate certificate("DNS:localhost");
  FakeOpenAiServer server({.certificate = &certificate});
  const std::unique_ptr<HttpClient> client = Client(
      absl::StrCat("https://localhost:", server.port(), "/v1"), {.ca_file = certificate.file()});
  const absl::StatusOr<HttpResponse> response = Post(*client);
  EXPECT_TRUE(response.ok()) << response.status();
}

TEST_F(HttpClientTest, RefusesACertificateForAnotherHost) {
  const TestCertificate certificate("DNS:models.example");
  FakeOpenAiServer server({.certificate = &certificate});
  const std::unique_ptr<HttpClient> client =
      Client(server.base_url(), {.ca_file = certificate.file()});
  const absl::Status status = Post(*client).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("target host name '127.0.0.1'"));
  EXPECT_THAT(server.Requests(), SizeIs(0));
}

TEST_F(HttpClientTest, RefusesACertificateOfAnUnknownAuthority) {
  const TestCertificate certificate("IP:127.0.0.1");
  FakeOpenAiServer server({.certificate = &certificate});
  const std::unique_ptr<HttpClient> client = Client(server.base_url());
  const absl::Status status = Post(*client).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("self-signed"));
  EXPECT_THAT(server.Requests(), SizeIs(0));
}

TEST_F(HttpClientTest, DoesNotWaitForAHandshakeThatNeverComes) {
  // A server without TLS waits for an HTTP request, and the client waits for its hello.
  const std::unique_ptr<HttpClient> client =
      Client(absl::StrCat("https://127.0.0.1:", server_.port(), "/v1"));
  const absl::Status status = Post(*client, kShort).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
}

TEST_F(HttpClientTest, NeedsAFileOfCertificatesThatHasSome) {
  const absl::Status status =
      HttpClient::Make({.url = *ParseBaseUrl("https://h/v1"), .ca_file = "/nowhere/ca.pem"}, clock_)
          .status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nowhere/ca.pem"));
}

}  // namespace
}  // namespace lossy::agent
