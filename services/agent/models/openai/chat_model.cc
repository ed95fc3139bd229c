#include "services/agent/models/openai/chat_model.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/identity/json_object.h"
#include "base/log/log.h"
#include "services/agent/models/openai/chat_completion.h"
#include "services/agent/models/openai/refusal.h"

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

// A token has about four letters of English, and fewer of other languages.
std::int64_t EstimateTokens(absl::string_view text) {
  return static_cast<std::int64_t>(text.size() + 3) / 4;
}

std::string ChatModel::Body(const Question& question, const ChatParameters& parameters) const {
  base::JsonObject body;
  body.String("model", options_.model).Raw("messages", List(question.messages));
  if (parameters.temperature) body.Raw("temperature", absl::StrCat(options_.temperature));
  body.Number(parameters.max_tokens ? "max_tokens" : "max_completion_tokens",
              question.long_answer ? std::max(options_.max_tokens, options_.retry_max_tokens)
                                   : options_.max_tokens);
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
                       deadline, question.patience);
    if (absl::IsDataLoss(response.status())) return Broken(question);
    if (!response.ok()) return response.status();
    if (response->ok()) return Read(question, *response);
    const Refusal refusal(*response);
    // A refusal of the larger limit does not mean that the parameter is unknown.
    const bool too_long = question.long_answer && refusal.Names("max_tokens");
    if (too_long || !dialect_.Learn(used, refusal)) return refusal.ToStatus(kind_);
  }
}

ChatModel::Answer ChatModel::Read(const Question& question, const HttpResponse& response) {
  ChatCompletion completion = ParseChatCompletion(response.body);
  Answer answer{.content = std::move(completion.content),
                .problem = std::move(completion.problem),
                .cut = completion.cut};
  answer.usage.model = completion.model.empty() ? options_.model : completion.model;
  answer.usage.input_tokens = completion.input_tokens.value_or(question.input_tokens);
  answer.usage.output_tokens = completion.output_tokens.value_or(EstimateTokens(answer.content));
  Spend(&answer);
  return answer;
}

ChatModel::Answer ChatModel::Broken(const Question& question) {
  Answer answer{.problem = "broken"};
  answer.usage.model = options_.model;
  answer.usage.input_tokens = question.input_tokens;
  Spend(&answer);
  return answer;
}

// A useless answer has a price, too.
void ChatModel::Spend(Answer* answer) {
  answer->usage.cost_micros = CostMicros(options_.prices, answer->usage);
  metrics_.Spend(answer->usage);
}

void ChatModel::ReportUnusable(absl::string_view reason) {
  metrics_.CountUnusable(reason);
  base::Log(base::LogLevel::kWarning, "model_answer_unusable",
            {{"kind", absl::string_view(kind_)}, {"reason", reason}});
}

}  // namespace lossy::agent
