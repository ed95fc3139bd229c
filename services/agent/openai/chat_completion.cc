#include "services/agent/openai/chat_completion.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "base/error/error.h"
#include "services/values/clean_text.h"
#include "simdjson.h"

namespace lossy::agent {
namespace {

using Element = simdjson::simdjson_result<simdjson::dom::element>;

// More than any model reads; what is beyond cannot be true.
constexpr std::int64_t kMostTokens = 100'000'000;
constexpr std::size_t kLongestModel = 100;

absl::optional<std::int64_t> Tokens(const Element& count) {
  std::int64_t tokens = 0;
  if (count.get(tokens) != simdjson::SUCCESS || tokens < 0) return absl::nullopt;
  return std::min(tokens, kMostTokens);
}

std::string Text(const Element& text) {
  std::string_view found;
  return text.get(found) == simdjson::SUCCESS ? std::string(found) : "";
}

// Some give the content in parts, or as the object that was to be written.
std::string Content(const Element& content) {
  simdjson::dom::object object;
  if (content.get(object) == simdjson::SUCCESS) return simdjson::minify(object);
  simdjson::dom::array parts;
  if (content.get(parts) != simdjson::SUCCESS) return Text(content);
  std::string whole;
  for (const simdjson::dom::element part : parts) whole += Text(part["text"]);
  return whole;
}

}  // namespace

ChatCompletion ParseChatCompletion(const std::string& json) {
  ChatCompletion completion;
  simdjson::dom::parser parser;
  const Element root = parser.parse(json);
  completion.model = services::CleanText(Text(root["model"]), kLongestModel);
  completion.input_tokens = Tokens(root["usage"]["prompt_tokens"]);
  completion.output_tokens = Tokens(root["usage"]["completion_tokens"]);
  const Element message = root["choices"].at(0)["message"];
  if (message.error() != simdjson::SUCCESS) {
    completion.status = base::Unavailable("the endpoint gave no answer of a model");
    return completion;
  }
  completion.content = Content(message["content"]);
  absl::StripAsciiWhitespace(&completion.content);
  if (!Text(message["refusal"]).empty()) {
    completion.status = base::Unavailable("the model refused to answer");
  } else if (completion.content.empty()) {
    completion.status = base::Unavailable("the model said nothing");
  }
  return completion;
}

}  // namespace lossy::agent
