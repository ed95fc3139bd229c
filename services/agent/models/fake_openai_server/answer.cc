#include "services/agent/models/fake_openai_server/answer.h"

#include <cstdint>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/identity/json_object.h"
#include "base/text/json_string.h"
#include "services/agent/models/fake_openai_server/sha256.h"

namespace lossy::agent {
namespace {

struct Keywords {
  const char* category;
  const char* words;  // Separated by "|".
};

constexpr Keywords kKeywords[] = {{"pacing", "slow|fast"},
                                  {"audio", "loud|quiet|audio"},
                                  {"visual", "color|dark|frame"},
                                  {"editing", "cut|trim"}};

constexpr const char* kSentences[] = {"the intro is too slow",
                                      "the music is too loud here",
                                      "this shot is too dark",
                                      "cut this part",
                                      "I like this one",
                                      "um maybe something here",
                                      "the color is off in this shot",
                                      "trim the end a bit"};

std::string Quoted(absl::string_view text) {
  std::string json;
  base::AppendJsonString(text, &json);
  return json;
}

const char* CategoryOf(const std::string& lower) {
  for (const Keywords& entry : kKeywords) {
    for (absl::string_view word : absl::StrSplit(entry.words, '|')) {
      if (absl::StrContains(lower, word)) return entry.category;
    }
  }
  return "general";
}

bool Hesitates(const std::string& lower) {
  for (absl::string_view word : absl::StrSplit(lower, absl::ByAnyChar(" ,.!?"))) {
    if (word == "um") return true;
  }
  return false;
}

std::string NoteJson(const std::string& said, const Mode& mode) {
  const std::string lower = absl::AsciiStrToLower(said);
  const auto value = [&](const char* key, std::string usual) {
    return mode.name == key ? mode.value : usual;
  };
  base::JsonObject note;
  const auto add = [&](const char* key, const std::string& json) {
    if (mode.name != "missing_key" || mode.value != key) note.Raw(key, json);
  };
  add("category", value("category", Quoted(CategoryOf(lower))));
  add("text", Quoted(said));
  add("confidence", value("confidence", Hesitates(lower) ? "0.2" : "0.9"));
  return note.ToString();
}

std::string Usual(const Arrival& arrival, const Mode& mode) {
  if (arrival.kind() == "vision") {
    return absl::StrCat(arrival.said(), " (frame ", Sha256Hex(arrival.image()).substr(0, 8), ")");
  }
  return NoteJson(arrival.said(), mode);
}

std::string Content(const Arrival& arrival, const Mode& mode) {
  if (mode.name == "text") return mode.value;
  if (mode.name == "huge") return std::string(mode.bytes, 'x');
  if (mode.name == "not_json") return "I would rather not say that in JSON.";
  const std::string usual = Usual(arrival, mode);
  if (mode.name == "fenced") return absl::StrCat("```json\n", usual, "\n```");
  if (mode.name == "prose") {
    return absl::StrCat("Sure, {here} it is:\n", usual, "\nI hope that helps {you}!");
  }
  return usual;
}

// True if the answer is cut at the limit of tokens that the request states.
bool IsCut(const Arrival& arrival, const Mode& mode) {
  std::int64_t wanted = 0;
  if (mode.name != "length") return false;
  return !absl::SimpleAtoi(mode.value, &wanted) || arrival.max_tokens() < wanted;
}

std::string Function(const Arrival& arrival, const Mode& mode) {
  return base::JsonObject()
      .String("name", "note")
      .String("arguments", Content(arrival, mode))
      .ToString();
}

std::string Message(const Arrival& arrival, const Mode& mode) {
  base::JsonObject message;
  message.String("role", "assistant");
  if (mode.name == "refusal") {
    return message.Raw("content", "null").String("refusal", "I cannot help with that.").ToString();
  }
  if (mode.name == "reasoning") {
    return message.String("content", "").String("reasoning_content", "Hm, well.").ToString();
  }
  if (mode.name == "null_content") return message.Raw("content", "null").ToString();
  if (mode.name == "function_call") {
    return message.Raw("content", "null").Raw("function_call", Function(arrival, mode)).ToString();
  }
  if (mode.name == "tool_calls") {
    const std::string call = base::JsonObject()
                                 .String("type", "function")
                                 .Raw("function", Function(arrival, mode))
                                 .ToString();
    return message.Raw("content", "null")
        .Raw("tool_calls", absl::StrCat("[", call, "]"))
        .ToString();
  }
  std::string content = Content(arrival, mode);
  if (mode.name == "parts") {
    const std::string part =
        base::JsonObject().String("type", "text").String("text", content).ToString();
    return message.Raw("content", absl::StrCat("[", part, "]")).ToString();
  }
  if (IsCut(arrival, mode)) content.resize(content.size() / 2);
  return message.String("content", content).ToString();
}

std::string Choices(const Arrival& arrival, const Mode& mode) {
  if (mode.name == "empty_choices") return "[]";
  const std::string end = IsCut(arrival, mode) ? "length" : "stop";
  const std::string choice = base::JsonObject()
                                 .Number("index", 0)
                                 .Raw("message", Message(arrival, mode))
                                 .String("finish_reason", mode.name == "finish" ? mode.value : end)
                                 .ToString();
  return absl::StrCat("[", choice, "]");
}

std::string ChatBody(const Arrival& arrival, const Mode& mode) {
  base::JsonObject body;
  body.String("id", "chatcmpl-1")
      .String("object", "chat.completion")
      .String("model", "fake-openai-server")
      .Raw("choices", Choices(arrival, mode));
  if (mode.name != "no_usage") {
    body.Raw("usage", base::JsonObject()
                          .Number("prompt_tokens", 100)
                          .Number("completion_tokens", 20)
                          .Number("total_tokens", 120)
                          .ToString());
  }
  return body.ToString();
}

std::string TranscriptionBody(const Arrival& arrival, const Mode& mode) {
  if (mode.name == "text") return base::JsonObject().String("text", mode.value).ToString();
  if (mode.name == "huge") {
    return base::JsonObject().String("text", std::string(mode.bytes, 'x')).ToString();
  }
  if (mode.name == "not_json") return "It did not say anything in JSON.";
  if (mode.name == "missing_key") return "{}";
  if (mode.name == "null_content") return "{\"text\": null}";
  for (const FormPart& part : arrival.form()) {
    if (part.name != "file") continue;
    const std::string digits = Sha256Hex(part.content).substr(0, 8);
    const std::size_t index = std::strtoul(digits.c_str(), nullptr, 16) % std::size(kSentences);
    return base::JsonObject().String("text", kSentences[index]).ToString();
  }
  return "{}";
}

bool HasPlainWav(const Arrival& arrival) {
  constexpr std::size_t kRateAt = 24;
  constexpr absl::string_view kRate("\x80\x3e\0\0", 4);
  for (const FormPart& part : arrival.form()) {
    if (part.name != "file") continue;
    return absl::StartsWith(part.content, "RIFF") && part.content.size() > kRateAt &&
           absl::string_view(part.content).substr(kRateAt, kRate.size()) == kRate;
  }
  return false;
}

}  // namespace

Answer ErrorAnswer(int status, const std::string& message, const std::string& param,
                   const std::string& code) {
  base::JsonObject error;
  error.String("message", message).String("type", "fake_server_error");
  error.Raw("param", param.empty() ? "null" : Quoted(param));
  error.Raw("code", code.empty() ? "null" : Quoted(code));
  return {.status = status, .body = base::JsonObject().Raw("error", error.ToString()).ToString()};
}

Answer AnswerTo(const Arrival& arrival, const Mode& mode) {
  if (mode.name == "status") {
    Answer answer = ErrorAnswer(mode.status, "It is scripted so.", mode.param, mode.code);
    if (!mode.retry_after.empty()) {
      absl::StrAppend(&answer.headers, "Retry-After: ", mode.retry_after, "\r\n");
    }
    if (!mode.retry_after_ms.empty()) {
      absl::StrAppend(&answer.headers, "Retry-After-Ms: ", mode.retry_after_ms, "\r\n");
    }
    return answer;
  }
  if (mode.name == "wav_only" && !HasPlainWav(arrival)) {
    return ErrorAnswer(mode.status, "failed to read audio data");
  }
  if (mode.name == "refuse" && absl::StrContains(arrival.body, Quoted(mode.value))) {
    return ErrorAnswer(400, absl::StrCat("Unsupported parameter: '", mode.value, "'"), mode.value,
                       "unsupported_parameter");
  }
  if (mode.name == "body") return {.body = mode.value};
  if (arrival.kind() == "transcription") return {.body = TranscriptionBody(arrival, mode)};
  if (!arrival.kind().empty()) return {.body = ChatBody(arrival, mode)};
  return ErrorAnswer(404, "There is nothing here.");
}

}  // namespace lossy::agent
