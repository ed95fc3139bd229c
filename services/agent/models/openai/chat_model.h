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
    // The limit for a second answer, after the first was cut at `max_tokens`.
    int retry_max_tokens = 2'000;
    Prices prices;
  };

  struct Question {
    std::vector<std::string> messages;
    // The value of response_format, for endpoints that take it. Empty: none.
    std::string response_format;
    // An estimate, for endpoints that do not count tokens.
    std::int64_t input_tokens = 0;
    // The limit of the answer is Options::retry_max_tokens.
    bool long_answer = false;
    Patience patience = Patience::kUsual;
  };

  struct Answer {
    std::string content;  // Not empty unless there is a problem.
    // The reason why it is useless: a word of ChatCompletion, or "broken". Empty: it has content.
    std::string problem;
    bool cut = false;  // The answer reached the limit of tokens.
    Usage usage;
  };

  // Both must outlive this object. `kind` is the same as theirs.
  ChatModel(ModelEndpoint& endpoint, ModelEndpointMetrics& metrics, std::string kind,
            Options options)
      : endpoint_(endpoint), metrics_(metrics), kind_(std::move(kind)), options_(options) {}

  // Returns the answer; a useless one is OK and may have a price. Blocks at most until the
  // deadline. If the endpoint refuses an optional parameter, this and all later requests omit it.
  //
  // INVALID_ARGUMENT: the endpoint will never answer this. Other errors: the caller may try again.
  absl::StatusOr<Answer> Ask(const Question& question, absl::Time deadline);

  // Counts and logs an answer that the caller could not use.
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

// The approximate number of tokens of a text.
std::int64_t EstimateTokens(absl::string_view text);

}  // namespace lossy::agent
