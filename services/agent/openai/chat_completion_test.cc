#include "services/agent/openai/chat_completion.h"

#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

TEST(ChatCompletion, HasAContent) {
  const ChatCompletion completion = ParseChatCompletion(
      R"({"model":"m-1","choices":[{"message":{"content":" hi ","refusal":null}},{"message":{}}],)"
      R"("usage":{"prompt_tokens":3,"completion_tokens":4}})");
  EXPECT_TRUE(completion.status.ok()) << completion.status;
  EXPECT_EQ(completion.content, "hi");
  EXPECT_EQ(completion.model, "m-1");
  EXPECT_EQ(completion.input_tokens, 3);
  EXPECT_EQ(completion.output_tokens, 4);
}

TEST(ChatCompletion, MayHaveItInParts) {
  const ChatCompletion completion = ParseChatCompletion(
      R"({"choices":[{"message":{"content":[{"type":"text","text":"a"},7,{"text":"b"}]}}]})");
  EXPECT_EQ(completion.content, "ab");
}

TEST(ChatCompletion, MayHaveItAsAnObject) {
  const ChatCompletion completion =
      ParseChatCompletion(R"({"choices":[{"message":{"content":{"text": "a \"b\""}}}]})");
  EXPECT_EQ(completion.content, R"({"text":"a \"b\""})");
}

TEST(ChatCompletion, MayBeNone) {
  for (const char* json :
       {"", "<html>", "[]", "null", "{}", R"({"error":{"message":"x"}})", R"({"choices":[]})",
        R"({"choices":[{}]})", R"({"choices":"x"})", R"({"choices":[{"message":null}]})",
        R"({"choices":[{"message":{}}]})", R"({"choices":[{"message":{"content":null}}]})",
        R"({"choices":[{"message":{"content":7}}]})",
        R"({"choices":[{"message":{"content":" "}}]})",
        R"({"choices":[{"message":{"content":"hi","refusal":"no"}}]})"}) {
    EXPECT_TRUE(absl::IsUnavailable(ParseChatCompletion(json).status)) << json;
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
