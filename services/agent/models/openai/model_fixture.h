#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/time/clock.h"
#include "base/time/fake_clock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"
#include "services/agent/models/fake_openai_server/fake_openai_server.h"
#include "services/agent/models/openai/model_endpoint.h"

namespace lossy::agent {

// A fixture for tests of models: a ModelEndpoint that calls a fake OpenAI server. Its pauses are
// short and its circuit breaker does not open. It does not repeat a broken answer to "structuring",
// because each answer may have a price.
class ModelFixture : public testing::Test {
 protected:
  static constexpr absl::Duration kPatience = absl::Seconds(20);
  static constexpr absl::Duration kShort = absl::Milliseconds(300);

  explicit ModelFixture(const std::string& kind) : metrics_(registry_, kind) {}

  static absl::Time Soon() { return base::SteadyNow() + kPatience; }

  base::FakeClock clock_;
  prometheus::Registry registry_;
  ModelEndpointMetrics metrics_;
  FakeOpenAiServer server_;
  std::unique_ptr<HttpClient> client_ =
      *HttpClient::Make({.url = *ParseBaseUrl(server_.base_url())}, clock_);
  ModelEndpoint endpoint_{*client_,
                          metrics_,
                          clock_,
                          {.max_tries = 2,
                           .backoff = {.first = absl::Milliseconds(1)},
                           .repeat_broken = metrics_.kind() != "structuring",
                           .breaker = {.failures = 1'000}}};
};

}  // namespace lossy::agent
