#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/models/api/usage.h"
#include "services/agent/models/openai/chat_dialect.h"
#include "services/agent/models/openai/model_endpoint.h"
#include "services/agent/models/openai/model_endpoint_metrics.h"
#include "services/agent/models/openai/pricing.h"

namespace lossy::agent {

// A message in a chat, as JSON.
std::string ChatMessage(absl::string_view role, absl::string_view text);
// `parts` are complete JSON values.
std::string ChatMessage(absl::string_view role, const std::vector<std::string>& parts);

// A model behind POST /chat/completions. Thread-safe.
class ChatModel {
 public:
  struct Options {
    std::string model;
    double temperature = 0;
    int max_tokens = 150;
    // Of an answer that is asked for again because it was cut at `max_tokens`.
    int retry_max_tokens = 2'000;
    Prices prices;
  };

  struct Question {
    std::vector<std::string> messages;
    // The value of response_format, for endpoints that take it. Empty: none.
    std::string response_format;
    // About so many, for endpoints that do not count.
    std::int64_t input_tokens = 0;
    // The answer may have Options::retry_max_tokens.
    bool long_answer = false;
    Patience patience = Patience::kUsual;
  };

  struct Answer {
    std::string content;  // Not empty unless there is a problem.
    // Why it is of no use: a word of ChatCompletion, or "broken". Empty: it has content.
    std::string problem;
    bool cut = false;  // At the bound for tokens.
    Usage usage;
  };

  // Both must outlive it. `kind` is theirs.
  ChatModel(ModelEndpoint& endpoint, ModelEndpointMetrics& metrics, std::string kind,
            Options options)
      : endpoint_(endpoint), metrics_(metrics), kind_(std::move(kind)), options_(options) {}

  // OK also for an answer that is of no use, which may have its price. INVALID_ARGUMENT: the
  // endpoint will never answer this. Other errors: not this time. When the endpoint refuses a
  // parameter that is not needed, it is asked again without, and never more with.
  absl::StatusOr<Answer> Ask(const Question& question, absl::Time deadline);

  // Counts and logs an answer that turned out to be of no use.
  void ReportUnusable(absl::string_view reason);

  const std::string& name() const { return options_.model; }

 private:
  std::string Body(const Question& question, const ChatParameters& parameters) const;
  Answer Read(const Question& question, const HttpResponse& response);
  Answer Broken(const Question& question);
  void Spend(Answer* answer);

  ModelEndpoint& endpoint_;
  ModelEndpointMetrics& metrics_;
  const std::string kind_;
  const Options options_;
  ChatDialect dialect_;
};

// How many tokens a text is, about.
std::int64_t EstimateTokens(absl::string_view text);

}  // namespace lossy::agent
