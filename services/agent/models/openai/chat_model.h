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

// Return one message of a chat as JSON. `role` is "system" or "user".
std::string ChatMessage(absl::string_view role, absl::string_view text);
// `parts` are complete JSON values: the parts of the message's content.
std::string ChatMessage(absl::string_view role, const std::vector<std::string>& parts);

// Asks one model of an endpoint over POST /chat/completions. Thread-safe.
class ChatModel {
 public:
  struct Options {
    std::string model;
    double temperature = 0;
    int max_tokens = 150;  // The limit of an answer.
    // The limit of a second answer, after the first was truncated at `max_tokens`.
    int retry_max_tokens = 2'000;
    Prices prices;
  };

  struct Question {
    std::vector<std::string> messages;
    // The value of response_format, a JSON value, for endpoints that accept it. Empty: none.
    std::string response_format;
    // The estimated tokens of the messages, for endpoints that do not report tokens.
    std::int64_t input_tokens = 0;
    // True if the limit of the answer is Options::retry_max_tokens.
    bool long_answer = false;
    Patience patience = Patience::kUsual;
  };

  struct Answer {
    std::string content;  // Not empty unless there is a problem.
    // The reason why the answer is unusable: ChatCompletion::problem, or "broken". Empty: it has
    // content.
    std::string problem;
    bool cut = false;  // True if the answer reached the limit of tokens.
    Usage usage;
  };

  // `endpoint` and `metrics` must outlive this object. `kind` is the kind of call, as in
  // ModelEndpointMetrics.
  ChatModel(ModelEndpoint& endpoint, ModelEndpointMetrics& metrics, std::string kind,
            Options options)
      : endpoint_(endpoint), metrics_(metrics), kind_(std::move(kind)), options_(options) {}

  // Returns the answer. An unusable answer is OK, too, and may have a price. Blocks at most until
  // `deadline`, a steady time. If the endpoint rejects an optional parameter, this and all later
  // requests omit it.
  //
  // Returns INVALID_ARGUMENT if the endpoint will never answer the question. After other errors the
  // caller may retry.
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

// Returns the approximate number of tokens of a text.
std::int64_t EstimateTokens(absl::string_view text);

}  // namespace lossy::agent
