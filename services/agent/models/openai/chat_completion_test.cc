#include "services/agent/models/openai/chat_completion.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

// A completion with one choice.
ChatCompletion ParseChoice(const std::string& choice) {
  return ParseChatCompletion(absl::StrCat(R"({"choices":[)", choice, "]}"));
}

ChatCompletion ParseMessage(const std::string& message) {
  return ParseChoice(absl::StrCat(R"({"message":)", message, R"(,"finish_reason":"stop"})"));
}

TEST(ChatCompletion, HasAContent) {
  const ChatCompletion completion = ParseChatCompletion(
      R"({"model":"m-1","error":null,)"
      R"("choices":[{"message":{"content":" hi ","refusal":null}},{"message":{}}],)"
      R"("usage":{"prompt_tokens":3,"completion_tokens":4}})");
  EXPECT_EQ(completion.problem, "");
  EXPECT_EQ(completion.content, "hi");
  EXPECT_EQ(completion.model, "m-1");
  EXPECT_EQ(completion.input_tokens, 3);
  EXPECT_EQ(completion.output_tokens, 4);
}

TEST(ChatCompletion, MayHaveItInParts) {
  EXPECT_EQ(ParseMessage(R"({"content":[{"type":"text","text":"a"},7,{"text":"b"},"c"]})").content,
            "abc");
  EXPECT_EQ(ParseMessage(R"({"content":[{"type":"text","text":{"value":"a"}}]})").content, "a");
  EXPECT_EQ(ParseMessage(R"({"content":[{"type":"tool_use","input":{"text":"a"}}]})").content,
            R"({"text":"a"})");
}

TEST(ChatCompletion, HasNoThoughtsInItsParts) {
  EXPECT_EQ(ParseMessage(R"({"content":[{"type":"thinking","thinking":"x"},)"
                         R"({"type":"reasoning","text":"y"},{"type":"text","text":"a"}]})")
                .content,
            "a");
}

TEST(ChatCompletion, MayHaveItAsAnObject) {
  EXPECT_EQ(ParseMessage(R"({"content":{"text": "a \"b\""}})").content, R"({"text":"a \"b\""})");
}

TEST(ChatCompletion, MayHaveItAsTheArgumentsOfAFunction) {
  for (
      const char* message :
      {R"({"content":null,"tool_calls":[{"function":{"name":"n","arguments":"{\"text\":\"a\"}"}}]})",
       R"({"content":"","tool_calls":[{"function":{"name":"n","arguments":{"text":"a"}}}]})",
       R"({"function_call":{"name":"n","arguments":"{\"text\":\"a\"}"}})"}) {
    const ChatCompletion completion = ParseMessage(message);
    EXPECT_EQ(completion.content, R"({"text":"a"})") << message;
    EXPECT_EQ(completion.problem, "") << message;
  }
  EXPECT_EQ(ParseMessage(R"({"content":"Noted.","tool_calls":[{"function":{"arguments":"{}"}}]})")
                .content,
            "Noted.\n{}");
}

TEST(ChatCompletion, MayHaveItInALaterChoice) {
  const ChatCompletion completion = ParseChatCompletion(
      R"({"choices":[{"message":{"content":""}},{"message":{"content":"a"}}]})");
  EXPECT_EQ(completion.content, "a");
  EXPECT_EQ(completion.problem, "");
}

TEST(ChatCompletion, ReportsThatItWasCut) {
  for (const char* end : {"length", "max_tokens", "MAX_TOKENS", "model_length"}) {
    const ChatCompletion cut = ParseChoice(
        absl::StrCat(R"({"message":{"content":"{\"te"},"finish_reason":")", end, "\"}"));
    EXPECT_TRUE(cut.cut) << end;
    EXPECT_EQ(cut.problem, "") << end;
    const ChatCompletion nothing = ParseChoice(absl::StrCat(
        R"({"message":{"content":"","reasoning":"Hm"},"finish_reason":")", end, "\"}"));
    EXPECT_EQ(nothing.problem, "length") << end;
  }
  EXPECT_FALSE(ParseMessage(R"({"content":"a"})").cut);
}

TEST(ChatCompletion, StatesWhyItIsUseless) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "not_json"},
      {"<html>", "not_json"},
      {"[]", "not_json"},
      {"null", "not_json"},
      {"{}", "no_choices"},
      {R"({"choices":[]})", "no_choices"},
      {R"({"choices":"x"})", "no_choices"},
      {R"({"choices":null})", "no_choices"},
      {R"({"error":{"message":"x"}})", "error"},
      {R"({"error":"x","choices":[]})", "error"},
      {R"({"choices":[{"error":{"code":502},"finish_reason":"error","message":{"content":""}}]})",
       "error"},
      {R"({"choices":[{}]})", "empty"},
      {R"({"choices":[{"message":null}]})", "empty"},
      {R"({"choices":[{"message":{}}]})", "empty"},
      {R"({"choices":[{"message":{"content":null}}]})", "empty"},
      {R"({"choices":[{"message":{"content":7}}]})", "empty"},
      {R"({"choices":[{"message":{"content":" "}}]})", "empty"},
      {R"({"choices":[{"message":{"content":[]}}]})", "empty"},
      {R"({"choices":[{"message":{"content":null,"tool_calls":[]}}]})", "empty"},
      {R"({"choices":[{"message":{"content":"","reasoning_content":"Hm"}}]})", "reasoning_only"},
      {R"({"choices":[{"message":{"reasoning":"Hm"}}]})", "reasoning_only"},
      {R"({"choices":[{"message":{"content":[{"type":"thinking","thinking":"Hm"}]}}]})",
       "reasoning_only"},
      {R"({"choices":[{"message":{"content":"hi","refusal":"no"}}]})", "refusal"},
      {R"({"choices":[{"message":{"content":[{"type":"refusal","refusal":"no"}]}}]})", "refusal"},
      {R"({"choices":[{"message":{"content":"hi"},"finish_reason":"content_filter"}]})",
       "content_filter"},
      {R"({"choices":[{"message":{"content":null},"finish_reason":"SAFETY"}]})", "content_filter"}};
  for (const auto& [json, problem] : cases) {
    EXPECT_EQ(ParseChatCompletion(json).problem, problem) << json;
  }
}

TEST(ChatCompletion, BelievesNoCountThatCannotBe) {
  const ChatCompletion completion = ParseChatCompletion(
      R"({"usage":{"prompt_tokens":-1,"completion_tokens":9000000000000000000}})");
  EXPECT_EQ(completion.input_tokens, absl::nullopt);
  EXPECT_EQ(completion.output_tokens, 100'000'000);
}

}  // namespace
}  // namespace lossy::agent
