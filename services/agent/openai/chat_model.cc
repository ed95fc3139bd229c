#include "services/agent/openai/chat_model.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/identity/json_object.h"
#include "services/agent/openai/chat_completion.h"
#include "services/agent/openai/refusal.h"

namespace lossy::agent {
namespace {

std::string List(const std::vector<std::string>& items) {
  return absl::StrCat("[", absl::StrJoin(items, ","), "]");
}

}  // namespace

std::string ChatMessage(absl::string_view role, absl::string_view text) {
  return base::JsonObject().String("role", role).String("content", text).ToString();
}

std::string ChatMessage(absl::string_view role, const std::vector<std::string>& parts) {
  return base::JsonObject().String("role", role).Raw("content", List(parts)).ToString();
}

// English has four letters to a token; that of other languages is shorter.
std::int64_t EstimateTokens(absl::string_view text) {
  return static_cast<std::int64_t>(text.size() + 3) / 4;
}

std::string ChatModel::Body(const Question& question, const ChatParameters& parameters) const {
  base::JsonObject body;
  body.String("model", options_.model).Raw("messages", List(question.messages));
  if (parameters.temperature) body.Raw("temperature", absl::StrCat(options_.temperature));
  body.Number(parameters.max_tokens ? "max_tokens" : "max_completion_tokens", options_.max_tokens);
  if (parameters.response_format && !question.response_format.empty()) {
    body.Raw("response_format", question.response_format);
  }
  return body.ToString();
}

absl::StatusOr<ChatModel::Answer> ChatModel::Ask(const Question& question, absl::Time deadline) {
  for (;;) {
    const ChatParameters used = dialect_.parameters();
    const absl::StatusOr<HttpResponse> response =
        endpoint_.Post({.path = "/chat/completions",
                        .content_type = "application/json",
                        .body = Body(question, used)},
                       deadline);
    if (!response.ok()) return response.status();
    if (response->ok()) return Read(question, *response);
    const Refusal refusal(*response);
    if (!dialect_.Learn(used, refusal)) return refusal.ToStatus(kind_);
  }
}

absl::StatusOr<ChatModel::Answer> ChatModel::Read(const Question& question,
                                                  const HttpResponse& response) {
  ChatCompletion completion = ParseChatCompletion(response.body);
  Answer answer;
  answer.usage.model = completion.model.empty() ? options_.model : completion.model;
  answer.usage.input_tokens = completion.input_tokens.value_or(question.input_tokens);
  answer.usage.output_tokens =
      completion.output_tokens.value_or(EstimateTokens(completion.content));
  answer.usage.cost_micros = CostMicros(options_.prices, answer.usage);
  // Also what is of no use has its price.
  metrics_.Spend(answer.usage);
  if (!completion.status.ok()) return completion.status;
  answer.content = std::move(completion.content);
  return answer;
}

}  // namespace lossy::agent
