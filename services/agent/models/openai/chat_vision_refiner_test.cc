#include "services/agent/models/openai/chat_vision_refiner.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agent/models/fake_openai_server/sha256.h"
#include "services/agent/models/openai/model_fixture.h"

namespace lossy::agent {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr absl::string_view kImage("\xff\xd8\xff\xe0\0frame", 10);

class ChatVisionRefinerTest : public ModelFixture {
 protected:
  ChatVisionRefinerTest() : ModelFixture("vision") {}

  static Sight See(absl::string_view text = "make it brighter") {
    return {.note_text = std::string(text), .image = std::string(kImage), .deadline = Soon()};
  }

  absl::StatusOr<Refinement> RefineIn(Mode mode) {
    server_.Script({std::move(mode)});
    return refiner_.Refine(See());
  }

  ChatModel model_{endpoint_, metrics_, "vision", {.model = "gpt-eyes", .temperature = 0.7}};
  ChatVisionRefiner refiner_{model_};
};

TEST_F(ChatVisionRefinerTest, ShowsTheFrameToTheModel) {
  const absl::StatusOr<Refinement> refinement = refiner_.Refine(See());
  ASSERT_TRUE(refinement.ok()) << refinement.status();
  EXPECT_EQ(refinement->text,
            absl::StrCat("make it brighter (frame ", Sha256Hex(kImage).substr(0, 8), ")"));
  EXPECT_EQ(refinement->usage.model, "fake-openai-server");
  EXPECT_EQ(refinement->usage.input_tokens, 100);
  const std::string body = server_.Requests()[0].body;
  EXPECT_THAT(body, HasSubstr(R"("model":"gpt-eyes")"));
  EXPECT_THAT(body,
              HasSubstr(R"({"type":"image_url","image_url":{"url":"data:image/jpeg;base64,)"));
  EXPECT_THAT(body, HasSubstr(R"("detail":"low")"));
  EXPECT_THAT(body, Not(HasSubstr("response_format")));
}

TEST_F(ChatVisionRefinerTest, StatesTheFramesTimeInTheVideo) {
  Sight sight = See("say \"hi\"");
  ASSERT_TRUE(refiner_.Refine(sight).ok());
  EXPECT_THAT(server_.Requests()[0].body, HasSubstr(R"("text":"{\"note\":\"say \\\"hi\\\"\"}")"));
  sight.timestamp_seconds = 83.5;
  sight.media_type = "image/png";
  ASSERT_TRUE(refiner_.Refine(sight).ok());
  EXPECT_THAT(server_.Requests()[1].body, HasSubstr(R"(,\"timestamp_seconds\":83.5}")"));
  EXPECT_THAT(server_.Requests()[1].body, HasSubstr("data:image/png;base64,"));
}

TEST_F(ChatVisionRefinerTest, MarksTheFrameThatTheReviewerSawWhileSpeaking) {
  Sight sight = See("x");
  sight.spoken_seconds = 12.5;
  ASSERT_TRUE(refiner_.Refine(sight).ok());
  EXPECT_THAT(server_.Requests()[0].body, HasSubstr(R"(,\"spoken_at_seconds\":12.5}")"));
}

TEST_F(ChatVisionRefinerTest, ExtractsTheWordsFromTheSurroundingText) {
  for (const char* content :
       {"Brighten her face", " \"Brighten her face\"\n", "'\"Brighten her face\"'",
        "```\nBrighten her face\n```", "```text\nBrighten her face```",
        R"({"note": "Brighten her face"})", "```json\n{\"text\": \"Brighten her face\"}\n```",
        "Brighten\nher\x1b face"}) {
    EXPECT_EQ(RefinedText(content), "Brighten her face") << content;
  }
  EXPECT_EQ(RefinedText("\"Brighten her"), "Brighten her");
  EXPECT_EQ(RefinedText("\"Sale\" is \"off\""), "\"Sale\" is \"off\"");
  EXPECT_EQ(RefinedText("Show the \"Sale\""), "Show the \"Sale\"");
  EXPECT_EQ(RefinedText("{Logo} is <b>off</b>"), "{Logo} is ‹b›off‹/b›");
  EXPECT_EQ(RefinedText(std::string(100'000, 'x')), std::string(2'000, 'x'));
}

TEST_F(ChatVisionRefinerTest, LeavesOutTheModelsReasoning) {
  EXPECT_EQ(RefinedText("<think>The frame is dark.</think>\nBrighten her face"),
            "Brighten her face");
  EXPECT_EQ(RefinedText("[THINK]Dark.[/THINK]Brighten her face"), "Brighten her face");
  EXPECT_EQ(RefinedText("<think>The frame is dark. I should"), "");
}

TEST_F(ChatVisionRefinerTest, AsksOnceMoreForAnAnswerThatWasCut) {
  const absl::StatusOr<Refinement> refinement = RefineIn({.name = "length", .value = "2000"});
  ASSERT_TRUE(refinement.ok()) << refinement.status();
  EXPECT_EQ(refinement->problem, "");
  EXPECT_EQ(refinement->usage.input_tokens, 200);
  EXPECT_EQ(RefineIn({.name = "length", .times = 0})->problem, "length");
  EXPECT_THAT(server_.Requests(), SizeIs(4));
}

TEST_F(ChatVisionRefinerTest, StatesWhyAnAnswerIsUseless) {
  EXPECT_EQ(RefineIn({.name = "empty_choices"})->problem, "no_choices");
  EXPECT_EQ(RefineIn({.name = "null_content"})->problem, "empty");
  EXPECT_EQ(RefineIn({.name = "refusal"})->problem, "refusal");
  EXPECT_EQ(RefineIn({.name = "text", .value = "\"\""})->problem, "no_note");
}

TEST_F(ChatVisionRefinerTest, ReportsARetryableFailure) {
  const std::vector<Mode> moods = {{.name = "status", .status = 401},
                                   {.name = "status", .status = 404},
                                   {.name = "status", .times = 2, .status = 500},
                                   {.name = "cut", .times = 2},
                                   {.name = "reset", .times = 2},
                                   {.name = "truncated", .times = 2}};
  for (const Mode& mood : moods) {
    const absl::Status status = RefineIn(mood).status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << mood.name << mood.status << status;
  }
  EXPECT_TRUE(absl::IsResourceExhausted(
      RefineIn({.name = "status", .status = 429, .retry_after = "60"}).status()));
}

TEST_F(ChatVisionRefinerTest, ReportsAPermanentRejection) {
  EXPECT_TRUE(absl::IsInvalidArgument(RefineIn({.name = "status", .status = 400}).status()));
}

TEST_F(ChatVisionRefinerTest, KeepsTheDeadline) {
  server_.Script({{.times = 0, .after = kPatience}});
  Sight sight = See();
  sight.deadline = absl::Now() + kShort;
  EXPECT_TRUE(absl::IsDeadlineExceeded(refiner_.Refine(sight).status()));
}

}  // namespace
}  // namespace lossy::agent
