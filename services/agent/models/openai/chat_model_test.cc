#include "services/agent/models/openai/chat_model.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/text_serializer.h"
#include "services/agent/models/openai/model_fixture.h"

namespace lossy::agent {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class ChatModelTest : public ModelFixture {
 protected:
  ChatModelTest() : ModelFixture("structuring") {}

  absl::StatusOr<ChatModel::Answer> Ask() {
    return model_.Ask({.messages = {ChatMessage("user", "hi")},
                       .response_format = R"({"type":"json_schema"})",
                       .input_tokens = 11},
                      Soon());
  }

  std::string LastBody() const { return server_.Requests().back().body; }

  ChatModel model_{endpoint_,
                   metrics_,
                   "structuring",
                   {.model = "gpt-test",
                    .temperature = 0.3,
                    .max_tokens = 150,
                    .prices = {.million_input_tokens = 2, .million_output_tokens = 10}}};
};

TEST_F(ChatModelTest, AsksForACompletion) {
  server_.Script({{.name = "text", .value = " hello \n"}});
  const absl::StatusOr<ChatModel::Answer> answer = Ask();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->content, "hello");
  EXPECT_EQ(server_.Requests()[0].path, "/v1/chat/completions");
  EXPECT_EQ(LastBody(),
            R"({"model":"gpt-test","messages":[{"role":"user","content":"hi"}],)"
            R"("temperature":0.3,"max_tokens":150,"response_format":{"type":"json_schema"}})");
}

TEST_F(ChatModelTest, CountsItsCost) {
  const absl::StatusOr<ChatModel::Answer> answer = Ask();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->usage.model, "fake-openai-server");
  EXPECT_EQ(answer->usage.input_tokens, 100);
  EXPECT_EQ(answer->usage.output_tokens, 20);
  EXPECT_EQ(answer->usage.cost_micros, 400);
  EXPECT_THAT(prometheus::TextSerializer().Serialize(registry_.Collect()),
              HasSubstr(R"(cost_dollars_total{kind="structuring"} 0.0004)"));
}

TEST_F(ChatModelTest, EstimatesTokensThatTheEndpointDoesNotCount) {
  server_.Script({{.name = "no_usage"}});
  const absl::StatusOr<ChatModel::Answer> answer = Ask();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->usage.input_tokens, 11);
  EXPECT_EQ(answer->usage.output_tokens, EstimateTokens(answer->content));
}

TEST_F(ChatModelTest, LeavesOutParametersThatTheEndpointRejects) {
  server_.Script({{.name = "refuse", .value = "response_format", .times = 0}});
  ASSERT_TRUE(Ask().ok());
  EXPECT_THAT(server_.Requests(), SizeIs(2));
  EXPECT_THAT(LastBody(), Not(HasSubstr("response_format")));
  ASSERT_TRUE(Ask().ok());
  EXPECT_THAT(server_.Requests(), SizeIs(3));
}

TEST_F(ChatModelTest, SpeaksToNewerModels) {
  server_.Script(
      {{.name = "refuse", .value = "max_tokens"}, {.name = "refuse", .value = "temperature"}});
  ASSERT_TRUE(Ask().ok());
  EXPECT_THAT(LastBody(), HasSubstr(R"("max_completion_tokens":150)"));
  EXPECT_THAT(LastBody(), Not(HasSubstr("temperature")));
}

TEST_F(ChatModelTest, DistinguishesBadInputFromBadConfiguration) {
  const std::vector<Mode> ours = {
      {.name = "status", .status = 404, .code = "model_not_found"},
      {.name = "status", .status = 404},
      {.name = "status", .status = 400, .param = "model"},
      {.name = "status", .status = 400, .code = "invalid_api_key"},
      {.name = "status", .status = 401},
  };
  for (const Mode& mode : ours) {
    server_.Script({mode});
    EXPECT_TRUE(absl::IsUnavailable(Ask().status())) << mode.status << mode.param << mode.code;
  }
  for (const int status : {400, 413, 422}) {
    server_.Script({{.name = "status", .status = status, .code = "context_length_exceeded"}});
    EXPECT_TRUE(absl::IsInvalidArgument(Ask().status())) << status;
  }
}

TEST_F(ChatModelTest, StatesWhyAnAnswerIsUseless) {
  const std::pair<Mode, const char*> cases[] = {
      {{.name = "empty_choices"}, "no_choices"},
      {{.name = "null_content"}, "empty"},
      {{.name = "text", .value = " \n"}, "empty"},
      {{.name = "refusal"}, "refusal"},
      {{.name = "reasoning"}, "reasoning_only"},
      {{.name = "body", .value = R"({"error":{"message":"overloaded"}})"}, "error"},
      {{.name = "body", .value = "<html>"}, "not_json"},
      {{.name = "finish", .value = "content_filter"}, "content_filter"},
      {{.name = "huge", .bytes = 3 << 20}, "broken"},
      {{.name = "cut"}, "broken"},
      {{.name = "truncated"}, "broken"}};
  for (const auto& [mode, problem] : cases) {
    server_.Script({mode});
    const absl::StatusOr<ChatModel::Answer> answer = Ask();
    ASSERT_TRUE(answer.ok()) << problem << answer.status();
    EXPECT_EQ(answer->problem, problem) << mode.name;
    EXPECT_GT(answer->usage.cost_micros, 0) << problem;
  }
  // Each call is one request, because the caller counts answers.
  EXPECT_THAT(server_.Requests(), SizeIs(std::size(cases)));
}

TEST_F(ChatModelTest, CountsUselessAnswersByReason) {
  model_.ReportUnusable("length");
  EXPECT_THAT(
      prometheus::TextSerializer().Serialize(registry_.Collect()),
      HasSubstr(
          R"(lossy_agent_model_unusable_answers_total{kind="structuring",reason="length"} 1)"));
}

TEST_F(ChatModelTest, AsksForALongerAnswer) {
  server_.Script({{.name = "length", .value = "2000", .times = 0}});
  EXPECT_TRUE(Ask()->cut);
  const absl::StatusOr<ChatModel::Answer> answer =
      model_.Ask({.messages = {ChatMessage("user", "hi")}, .long_answer = true}, Soon());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(answer->cut);
  EXPECT_THAT(LastBody(), HasSubstr(R"("max_tokens":2000)"));
}

TEST_F(ChatModelTest, LearnsNothingFromARefusalOfALongerAnswer) {
  server_.Script({{.name = "refuse", .value = "max_tokens"}});
  EXPECT_FALSE(
      model_.Ask({.messages = {ChatMessage("user", "hi")}, .long_answer = true}, Soon()).ok());
  ASSERT_TRUE(Ask().ok());
  EXPECT_THAT(LastBody(), HasSubstr(R"("max_tokens":150)"));
}

}  // namespace
}  // namespace lossy::agent
