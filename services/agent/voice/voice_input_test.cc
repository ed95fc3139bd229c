#include "services/agent/voice/voice_input.h"

#include <limits>

#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

using google::protobuf::Struct;

Struct Json(const std::string& text) {
  Struct data;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text, &data).ok());
  return data;
}

VoiceInput Parse(const char* type, const Struct& data) {
  absl::StatusOr<VoiceInput> input = ParseVoiceInput(type, data);
  EXPECT_TRUE(input.ok()) << input.status();
  return input.value_or(VoiceInput{});
}

TEST(VoiceInputTest, ReadsTheFieldsOfAnExtension) {
  const VoiceInput input =
      Parse("speech_end", Json(R"({"timestamp": 81234.5, "confidence": 0.9, "latencyMs": 12,
                                   "source": "silero", "duration": 1800})"));
  EXPECT_EQ(input.type, VoiceInput::Type::kSpeechEnd);
  EXPECT_EQ(input.confidence, 0.9);
  EXPECT_EQ(input.latency_ms, 12);
  EXPECT_EQ(input.duration_ms, 1800);
}

TEST(VoiceInputTest, ReadsSnakeCaseToo) {
  const VoiceInput input = Parse("metrics", Json(R"({"latency_ms": 3, "duration_ms": 40})"));
  EXPECT_EQ(input.latency_ms, 3);
  EXPECT_EQ(input.duration_ms, 40);
}

TEST(VoiceInputTest, ReadsTheOtherSpellingWhenOneIsOfAWrongType) {
  EXPECT_EQ(Parse("metrics", Json(R"({"latencyMs": "soon", "latency_ms": 3})")).latency_ms, 3);
}

TEST(VoiceInputTest, KnowsEveryType) {
  EXPECT_EQ(Parse("speech_start", {}).type, VoiceInput::Type::kSpeechStart);
  EXPECT_EQ(Parse("metrics", {}).type, VoiceInput::Type::kMetrics);
  EXPECT_EQ(Parse("heartbeat", {}).type, VoiceInput::Type::kHeartbeat);
  EXPECT_EQ(Parse("error", {}).type, VoiceInput::Type::kError);
}

TEST(VoiceInputTest, RefusesAnUnknownType) {
  for (const char* type : {"", "speech", "SPEECH_START", "speech_start "}) {
    const absl::Status status = ParseVoiceInput(type, {}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << type;
    EXPECT_EQ(status.message().substr(0, 12), "type must be") << type;
  }
}

TEST(VoiceInputTest, LeavesOutInvalidValues) {
  for (const char* text : {R"({"confidence": "0.9", "latencyMs": null, "duration": [1]})",
                           R"({"confidence": 1.01, "latencyMs": -1, "duration": {"ms": 1}})",
                           R"({"confidence": true, "latencyMs": {}, "duration": "1"})", "{}"}) {
    const VoiceInput input = Parse("metrics", Json(text));
    EXPECT_EQ(input.confidence, absl::nullopt) << text;
    EXPECT_EQ(input.latency_ms, absl::nullopt) << text;
    EXPECT_EQ(input.duration_ms, absl::nullopt) << text;
  }
}

TEST(VoiceInputTest, LeavesOutNonNumbers) {
  for (double number :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Struct data;
    (*data.mutable_fields())["latencyMs"].set_number_value(number);
    (*data.mutable_fields())["confidence"].set_number_value(number);
    const VoiceInput input = Parse("metrics", data);
    EXPECT_EQ(input.latency_ms, absl::nullopt);
    EXPECT_EQ(input.confidence, absl::nullopt);
  }
}

TEST(VoiceInputTest, ReadsAnErrorAsOneShortLine) {
  EXPECT_EQ(Parse("error", Json(R"({"message": "no\nmicrophone", "name": "E"})")).problem,
            "no microphone");
  EXPECT_EQ(Parse("error", Json(R"({"message": 7, "name": "NotAllowedError"})")).problem,
            "NotAllowedError");
  EXPECT_EQ(Parse("error", {}).problem, "");
  Struct data;
  (*data.mutable_fields())["message"].set_string_value(std::string(10'000, 'x'));
  EXPECT_EQ(Parse("error", data).problem.size(), 200u);
}

}  // namespace
}  // namespace lossy::agent
