#include "services/agent/models/openai/model_endpoint.h"

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/text_serializer.h"
#include "services/agent/models/fake_openai_server/fake_openai_server.h"

namespace lossy::agent {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr absl::Duration kShort = absl::Milliseconds(300);

class ModelEndpointTest : public testing::Test {
 protected:
  ModelEndpointTest() { Use({}); }

  void Use(ModelEndpoint::Options options) {
    options.backoff.first = absl::Milliseconds(1);
    options.breaker.rest = absl::Seconds(10);
    endpoint_ = std::make_unique<ModelEndpoint>(*client_, metrics_, clock_, options);
  }

  absl::StatusOr<HttpResponse> Post(absl::Duration limit = kPatience) {
    return endpoint_->Post({.path = "/chat/completions", .content_type = "application/json"},
                           absl::Now() + limit);
  }

  // The error of a call whose tries all fail with `mode`.
  absl::Status FailureOf(Mode mode, absl::Duration limit = kPatience) {
    mode.times = 0;
    server_.Script({mode});
    return Post(limit).status();
  }

  static std::int64_t Hint(const absl::Status& status) {
    return base::ToError(status).retry_after_ms();
  }

  std::string Metrics() const {
    return prometheus::TextSerializer().Serialize(registry_.Collect());
  }

  base::FakeClock clock_;
  prometheus::Registry registry_;
  ModelEndpointMetrics metrics_{registry_, "structuring"};
  FakeOpenAiServer server_;
  std::unique_ptr<HttpClient> client_ =
      *HttpClient::Make({.url = *ParseBaseUrl(server_.base_url())}, clock_);
  std::unique_ptr<ModelEndpoint> endpoint_;
};

TEST_F(ModelEndpointTest, ReturnsTheResponse) {
  const absl::StatusOr<HttpResponse> response = Post();
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);
  EXPECT_THAT(Metrics(), HasSubstr(R"(requests_total{kind="structuring",outcome="ok"} 1)"));
}

TEST_F(ModelEndpointTest, RetriesTransientFailures) {
  const std::vector<Mode> passing = {{.name = "status", .status = 500},
                                     {.name = "status", .status = 503},
                                     {.name = "status", .status = 429},
                                     {.name = "status", .status = 408},
                                     {.name = "status", .status = 409},
                                     {.name = "status", .status = 425},
                                     {.name = "reset"},
                                     {.name = "cut"},
                                     {.name = "truncated"},
                                     {.name = "drop"}};
  for (const Mode& mode : passing) {
    server_.Script({mode});
    EXPECT_TRUE(Post().ok()) << mode.name << mode.status;
  }
  EXPECT_THAT(server_.Requests(), SizeIs(2 * passing.size()));
}

TEST_F(ModelEndpointTest, RetriesHangingRequests) {
  Use({.first_try = absl::Milliseconds(100)});
  server_.Script({{.after = kPatience}});
  EXPECT_TRUE(Post().ok());
  EXPECT_THAT(server_.Requests(), SizeIs(2));
}

TEST_F(ModelEndpointTest, KeepsTheLaterLimitAfterASlowResponse) {
  Use({.first_try = absl::Milliseconds(100), .breaker = {.failures = 1}});
  server_.Script({{.times = 0, .after = kShort}});
  EXPECT_TRUE(Post().ok());
  EXPECT_TRUE(Post().ok());
  EXPECT_THAT(server_.Requests(), SizeIs(3));
  EXPECT_THAT(Metrics(), HasSubstr(R"(circuit{kind="structuring"} 0)"));
}

TEST_F(ModelEndpointTest, StopsTryingAfterAWhile) {
  const absl::Status status = FailureOf({.name = "status", .status = 500});
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(server_.Requests(), SizeIs(3));
  EXPECT_THAT(Metrics(), HasSubstr(R"(retries_total{kind="structuring"} 2)"));
}

TEST_F(ModelEndpointTest, ReturnsARefusalAtOnce) {
  for (const int refusal : {400, 404, 413, 422}) {
    server_.Script({{.name = "status", .status = refusal}});
    const absl::StatusOr<HttpResponse> response = Post();
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->status, refusal);
  }
  EXPECT_THAT(server_.Requests(), SizeIs(4));
}

TEST_F(ModelEndpointTest, DoesNotBlameTheWordsForAKeyThatIsRefused) {
  for (const int refusal : {401, 403}) {
    server_.Script({{.name = "status", .status = refusal}});
    const absl::Status status = Post().status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("key"));
  }
  EXPECT_THAT(server_.Requests(), SizeIs(2));
}

TEST_F(ModelEndpointTest, RecoversWhenItsKeyIsAcceptedAgain) {
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(absl::IsUnavailable(FailureOf({.name = "status", .status = 401})));
  }
  server_.Script({});
  EXPECT_TRUE(Post().ok());
}

TEST_F(ModelEndpointTest, FollowsNoRedirect) {
  server_.Script({{.name = "status", .status = 302}});
  const absl::Status status = Post().status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("redirect (HTTP 302)"));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(ModelEndpointTest, LeavesItToACallerThatCountsToAskAgain) {
  Use({.repeat_broken = false});
  for (const char* name : {"huge", "cut", "truncated"}) {
    EXPECT_TRUE(absl::IsDataLoss(FailureOf({.name = name}))) << name;
  }
  EXPECT_THAT(server_.Requests(), SizeIs(3));
}

TEST_F(ModelEndpointTest, GivesOneTryAllTheTimeThatThereIs) {
  Use({.first_try = absl::Milliseconds(1), .later_try = absl::Milliseconds(1)});
  server_.Script({{.after = kShort}});
  EXPECT_TRUE(endpoint_
                  ->Post({.path = "/chat/completions", .content_type = "application/json"},
                         absl::Now() + kPatience, Patience::kFull)
                  .ok());
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(ModelEndpointTest, DoesNotRetryATooLargeResponse) {
  EXPECT_TRUE(absl::IsUnavailable(FailureOf({.name = "huge"})));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(ModelEndpointTest, WaitsAsLongAsTheServerWants) {
  constexpr absl::Duration kAsked = absl::Milliseconds(200);
  server_.Script({{.name = "status", .status = 429, .retry_after_ms = "200"}});
  EXPECT_TRUE(Post().ok());
  ASSERT_THAT(server_.Requests(), SizeIs(2));
  EXPECT_GE(server_.Requests()[1].at - server_.Requests()[0].at, kAsked);
}

TEST_F(ModelEndpointTest, FailsAtOnceWhenTheRequiredPauseIsTooLong) {
  const absl::Status limited = FailureOf({.name = "status", .status = 429, .retry_after = "60"});
  EXPECT_TRUE(absl::IsResourceExhausted(limited)) << limited;
  EXPECT_GE(Hint(limited), 60'000);
  const absl::Status away = FailureOf({.name = "status", .status = 503, .retry_after = "60"});
  EXPECT_TRUE(absl::IsUnavailable(away)) << away;
  EXPECT_GE(Hint(away), 60'000);
  EXPECT_THAT(server_.Requests(), SizeIs(2));
}

TEST_F(ModelEndpointTest, KeepsTheDeadline) {
  EXPECT_TRUE(absl::IsDeadlineExceeded(FailureOf({.after = kPatience}, kShort)));
  EXPECT_TRUE(absl::IsDeadlineExceeded(FailureOf({.name = "stall", .after = kPatience}, kShort)));
}

TEST_F(ModelEndpointTest, ReportsARefusedConnection) {
  const std::unique_ptr<HttpClient> client =
      *HttpClient::Make({.url = *ParseBaseUrl("http://127.0.0.1:1")}, clock_);
  ModelEndpoint endpoint(*client, metrics_, clock_, {.backoff = {.first = absl::Milliseconds(1)}});
  EXPECT_TRUE(absl::IsUnavailable(endpoint.Post({}, absl::Now() + kPatience).status()));
  EXPECT_THAT(Metrics(), HasSubstr(R"(outcome="unreachable"} 3)"));
}

TEST_F(ModelEndpointTest, AsksNoMoreWhenTheServerFailedTooOften) {
  Use({.max_tries = 5, .breaker = {.failures = 5}});
  EXPECT_FALSE(FailureOf({.name = "status", .status = 500}).ok());
  server_.Script({});
  const absl::Status turned_away = Post().status();
  EXPECT_TRUE(absl::IsUnavailable(turned_away)) << turned_away;
  EXPECT_EQ(Hint(turned_away), 10'000);
  EXPECT_THAT(server_.Requests(), SizeIs(5));
  EXPECT_THAT(Metrics(), HasSubstr(R"(circuit{kind="structuring"} 2)"));
  clock_.Advance(absl::Seconds(10));
  EXPECT_TRUE(Post().ok());
  EXPECT_THAT(Metrics(), HasSubstr(R"(circuit{kind="structuring"} 0)"));
}

TEST_F(ModelEndpointTest, CountsARefusalAsASuccess) {
  Use({.breaker = {.failures = 3}});
  for (const int refusal : {500, 500, 400, 500, 500, 401, 500, 500}) {
    server_.Script({{.name = "status", .status = refusal}});
    (void)Post();
  }
  EXPECT_THAT(Metrics(), HasSubstr(R"(circuit{kind="structuring"} 0)"));
}

TEST_F(ModelEndpointTest, IgnoresATryWithLittleTime) {
  Use({.breaker = {.failures = 1}});
  EXPECT_FALSE(FailureOf({.after = kPatience}, kShort).ok());
  EXPECT_THAT(Metrics(), HasSubstr(R"(circuit{kind="structuring"} 0)"));
  Use({.fair_time = absl::Milliseconds(1), .breaker = {.failures = 1}});
  EXPECT_FALSE(FailureOf({.after = kPatience}, kShort).ok());
  EXPECT_THAT(Metrics(), HasSubstr(R"(circuit{kind="structuring"} 2)"));
}

TEST_F(ModelEndpointTest, LimitsTheCallsAtOnce) {
  Use({.max_calls = 1});
  server_.Script({{.after = kPatience}});
  auto first = std::async(std::launch::async, [&] { return Post(); });
  ASSERT_TRUE(server_.AwaitRequests(1));
  const absl::Status second = Post(kShort).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(second));
  EXPECT_THAT(std::string(second.message()), HasSubstr("at once"));
  EXPECT_THAT(Metrics(), HasSubstr(R"(in_flight{kind="structuring"} 1)"));
  client_->Shutdown();
  EXPECT_TRUE(absl::IsCancelled(first.get().status()));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(ModelEndpointTest, EndsAPauseAtAShutdown) {
  server_.Script({{.name = "status", .status = 503, .retry_after = "15"}});
  auto call = std::async(std::launch::async, [&] { return Post(); });
  ASSERT_TRUE(server_.AwaitRequests(1));
  endpoint_->Shutdown();
  EXPECT_TRUE(absl::IsCancelled(call.get().status()));
  EXPECT_TRUE(absl::IsCancelled(Post().status()));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(ModelEndpointTest, CountsTheCost) {
  metrics_.Spend({.input_tokens = 100, .output_tokens = 20, .cost_micros = 1'500'000});
  EXPECT_THAT(Metrics(), HasSubstr(R"(tokens_total{direction="input",kind="structuring"} 100)"));
  EXPECT_THAT(Metrics(), HasSubstr(R"(cost_dollars_total{kind="structuring"} 1.5)"));
}

}  // namespace
}  // namespace lossy::agent
