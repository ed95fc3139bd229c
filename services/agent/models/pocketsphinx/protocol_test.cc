#include "services/agent/models/pocketsphinx/protocol.h"

#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

TEST(ProtocolTest, AnAnswerArrivesAsItWasGiven) {
  const absl::StatusOr<Answer> answer = DecodeAnswer(EncodeAnswer({.number = 7,
                                                                   .outcome = Outcome::kRecognised,
                                                                   .audio_ms = 4'000'000'000,
                                                                   .work_ms = 258,
                                                                   .text = "make it bigger"}));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->number, 7);
  EXPECT_EQ(answer->outcome, Outcome::kRecognised);
  EXPECT_EQ(answer->audio_ms, 4'000'000'000);
  EXPECT_EQ(answer->work_ms, 258);
  EXPECT_EQ(answer->text, "make it bigger");
}

TEST(ProtocolTest, AnAnswerMayHaveNoText) {
  const absl::StatusOr<Answer> answer = DecodeAnswer(EncodeAnswer({.outcome = Outcome::kReady}));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->text, "");
}

TEST(ProtocolTest, ATextIsCutToTheSizeOfAFrame) {
  const std::string body = EncodeAnswer(
      {.outcome = Outcome::kRecognised, .text = std::string(2 * kMaxAnswerBytes, 'a')});
  EXPECT_EQ(body.size(), kMaxAnswerBytes);
  EXPECT_TRUE(DecodeAnswer(body).ok());
}

TEST(ProtocolTest, AnInvalidAnswerIsRefused) {
  const std::string good = EncodeAnswer({.outcome = Outcome::kRecognised});
  EXPECT_FALSE(DecodeAnswer("").ok());
  EXPECT_FALSE(DecodeAnswer(good.substr(0, good.size() - 1)).ok());
  EXPECT_FALSE(DecodeAnswer(std::string(1, '\0') + good.substr(1)).ok());
  EXPECT_FALSE(DecodeAnswer(std::string(1, '\x06') + good.substr(1)).ok());
  EXPECT_FALSE(DecodeAnswer(good + std::string(kMaxAnswerBytes, 'a')).ok());
}

TEST(ProtocolTest, ARequestArrivesAsItWasMade) {
  const absl::StatusOr<Request> request = DecodeRequest(EncodeRequest(300, "audio"));
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->number, 300);
  EXPECT_EQ(request->audio, "audio");
}

TEST(ProtocolTest, AnInvalidRequestIsRefused) {
  EXPECT_FALSE(DecodeRequest("").ok());
  EXPECT_FALSE(DecodeRequest("abc").ok());
  EXPECT_TRUE(DecodeRequest(std::string(kMaxRequestBytes, 'a')).ok());
  EXPECT_FALSE(DecodeRequest(std::string(kMaxRequestBytes + 1, 'a')).ok());
}

TEST(ProtocolTest, AHeadHasTheLengthOfItsBody) {
  for (const std::size_t bytes : {0, 1, 255, 256, 65'536, 16'777'216}) {
    const absl::StatusOr<std::size_t> read = BodyBytes(FrameHead(bytes), kMaxRequestBytes);
    ASSERT_TRUE(read.ok()) << bytes;
    EXPECT_EQ(*read, bytes);
  }
}

TEST(ProtocolTest, ABodyLongerThanItMayBeIsRefusedByItsHead) {
  EXPECT_TRUE(BodyBytes(FrameHead(100), 100).ok());
  EXPECT_FALSE(BodyBytes(FrameHead(101), 100).ok());
  EXPECT_FALSE(BodyBytes("\xFF\xFF\xFF\xFF", 100).ok());
  EXPECT_FALSE(BodyBytes("abc", 100).ok());
}

}  // namespace
}  // namespace lossy::agent
