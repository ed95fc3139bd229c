#include "services/agent/models/openai/chat_completion.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/types/span.h"
#include "services/shared/text/clean_text.h"
#include "simdjson.h"

namespace lossy::agent {
namespace {

using Element = simdjson::simdjson_result<simdjson::dom::element>;

// No model reads more tokens. A larger count is an error of the endpoint.
constexpr std::int64_t kMostTokens = 100'000'000;
constexpr std::size_t kLongestModel = 100;

// The words of servers for two ends of an answer, in lower case.
constexpr absl::string_view kCut[] = {"length", "max_tokens", "model_length", "max_output_tokens"};
constexpr absl::string_view kFiltered[] = {"content_filter",     "content_filtered", "safety",
                                           "prohibited_content", "recitation",       "blocklist",
                                           "sensitive",          "refusal",          "spii"};

absl::optional<std::int64_t> Tokens(const Element& count) {
  std::int64_t tokens = 0;
  if (count.get(tokens) != simdjson::SUCCESS || tokens < 0) return absl::nullopt;
  return std::min(tokens, kMostTokens);
}

std::string Text(const Element& text) {
  std::string_view found;
  return text.get(found) == simdjson::SUCCESS ? std::string(found) : "";
}

// A text, or an object as JSON.
std::string TextOrObject(const Element& element) {
  simdjson::dom::object object;
  return element.get(object) == simdjson::SUCCESS ? simdjson::minify(object) : Text(element);
}

bool IsOneOf(absl::Span<const absl::string_view> words, absl::string_view word) {
  return absl::c_linear_search(words, absl::AsciiStrToLower(word));
}

// The type of a part that is no answer names it: "thinking", "reasoning", "refusal".
std::string PartText(const Element& part) {
  std::string_view text;
  if (part.get(text) == simdjson::SUCCESS) return std::string(text);
  const std::string type = Text(part["type"]);
  for (const char* other : {"think", "reason", "refusal"}) {
    if (absl::StrContains(type, other)) return "";
  }
  if (part["input"].error() == simdjson::SUCCESS) return TextOrObject(part["input"]);
  const std::string whole = Text(part["text"]);
  return whole.empty() ? Text(part["text"]["value"]) : whole;
}

// Some endpoints send the content in parts, or as the requested JSON object.
std::string Content(const Element& content) {
  simdjson::dom::array parts;
  if (content.get(parts) != simdjson::SUCCESS) return TextOrObject(content);
  std::string whole;
  for (const simdjson::dom::element part : parts)
    whole += PartText(Element(simdjson::dom::element(part)));
  return whole;
}

// The arguments of functions. Some models call a function instead of writing a text.
std::string Arguments(const Element& message) {
  std::string all = TextOrObject(message["function_call"]["arguments"]);
  simdjson::dom::array calls;
  if (message["tool_calls"].get(calls) != simdjson::SUCCESS) return all;
  for (const simdjson::dom::element call : calls) {
    all += "\n" + TextOrObject(call["function"]["arguments"]);
  }
  return all;
}

std::string Refusal(const Element& message) {
  std::string refusal = Text(message["refusal"]);
  simdjson::dom::array parts;
  if (message["content"].get(parts) != simdjson::SUCCESS) return refusal;
  for (const simdjson::dom::element part : parts) refusal += Text(part["refusal"]);
  return refusal;
}

bool Thought(const Element& message) {
  for (const char* name : {"reasoning_content", "reasoning", "thinking", "reasoning_details"}) {
    const Element thoughts = message[name];
    simdjson::dom::array list;
    if (!Text(thoughts).empty()) return true;
    if (thoughts.get(list) == simdjson::SUCCESS && list.size() > 0) return true;
  }
  simdjson::dom::array parts;
  return message["content"].get(parts) == simdjson::SUCCESS && parts.size() > 0;
}

bool IsGiven(const Element& element) {
  return element.error() == simdjson::SUCCESS && !element.is_null();
}

void ReadChoice(const Element& choice, ChatCompletion* completion) {
  const Element message = choice["message"];
  completion->content = Content(message["content"]);
  if (completion->content.empty()) completion->content = Text(choice["text"]);
  completion->content += Arguments(message);
  absl::StripAsciiWhitespace(&completion->content);
  const std::string end = Text(choice["finish_reason"]);
  completion->cut = IsOneOf(kCut, end);
  if (!Refusal(message).empty()) {
    completion->problem = "refusal";
  } else if (IsOneOf(kFiltered, end)) {
    completion->problem = "content_filter";
  } else if (!completion->content.empty()) {
    return;
  } else if (IsGiven(choice["error"])) {
    completion->problem = "error";
  } else if (completion->cut) {
    completion->problem = "length";
  } else {
    completion->problem = Thought(message) ? "reasoning_only" : "empty";
  }
}

// The first choice with an answer, or else the first choice.
void ReadChoices(const simdjson::dom::array& choices, ChatCompletion* completion) {
  bool first = true;
  for (const simdjson::dom::element choice : choices) {
    ChatCompletion read;
    ReadChoice(Element(simdjson::dom::element(choice)), &read);
    if (!first && !read.problem.empty()) continue;
    completion->content = std::move(read.content);
    completion->problem = std::move(read.problem);
    completion->cut = read.cut;
    if (completion->problem.empty()) return;
    first = false;
  }
}

}  // namespace

ChatCompletion ParseChatCompletion(const std::string& json) {
  ChatCompletion completion;
  simdjson::dom::parser parser;
  const Element root = parser.parse(json);
  completion.model = services::CleanText(Text(root["model"]), kLongestModel);
  completion.input_tokens = Tokens(root["usage"]["prompt_tokens"]);
  completion.output_tokens = Tokens(root["usage"]["completion_tokens"]);
  simdjson::dom::array choices;
  const bool listed = root["choices"].get(choices) == simdjson::SUCCESS;
  if (listed && choices.size() > 0) {
    ReadChoices(choices, &completion);
  } else if (IsGiven(root["error"])) {
    completion.problem = "error";
  } else {
    completion.problem = root.is_object() ? "no_choices" : "not_json";
  }
  return completion;
}

}  // namespace lossy::agent
