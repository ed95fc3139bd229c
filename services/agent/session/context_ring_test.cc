#include "services/agent/session/context_ring.h"

#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

class ContextRingTest : public testing::Test {
 protected:
  absl::Time At(double seconds) const { return start_ + absl::Seconds(seconds); }

  const absl::Time start_ = absl::FromUnixSeconds(1'700'000'000);
  ContextRing ring_{{.video_id = "v1", .timestamp_seconds = 3}};
};

TEST_F(ContextRingTest, GivesTheJoinsContextWhenNothingElseWasSaid) {
  const VideoContext context = ring_.ForTranscript(At(10), kSecond, 2 * kSecond);
  EXPECT_EQ(context.video_id, "v1");
  EXPECT_EQ(context.timestamp_seconds, 3);
}

TEST_F(ContextRingTest, GivesAnUtteranceItsOwnTimeThoughTheNextHasBegun) {
  ring_.SetTimestamp(At(0), 12);
  ring_.SetTimestamp(At(4), 30);
  // The first utterance lasts from 0 to 3, and its transcription until 5, after the second began.
  EXPECT_EQ(ring_.ForTranscript(At(5), 2 * kSecond, 3 * kSecond).timestamp_seconds, 12);
  EXPECT_EQ(ring_.ForTranscript(At(8), 2 * kSecond, 2 * kSecond).timestamp_seconds, 30);
}

TEST_F(ContextRingTest, SkipsATimestampWhoseUtteranceGaveNoTranscript) {
  ring_.SetTimestamp(At(0), 12);  // A cough.
  ring_.SetTimestamp(At(3), 15);
  EXPECT_EQ(ring_.ForTranscript(At(7), kSecond, 3 * kSecond).timestamp_seconds, 15);
}

TEST_F(ContextRingTest, KeepsTheVideoThatWasOpenWhenTheUtteranceBegan) {
  ring_.SetTimestamp(At(0), 12);
  ring_.SetVideo(At(2), "v2");
  const VideoContext spoken = ring_.ForTranscript(At(4), kSecond, 3 * kSecond);
  EXPECT_EQ(spoken.video_id, "v1");
  EXPECT_EQ(spoken.timestamp_seconds, 12);
  ring_.SetTimestamp(At(6), 50);
  EXPECT_EQ(ring_.ForTranscript(At(9), kSecond, 2 * kSecond).video_id, "v2");
}

TEST_F(ContextRingTest, TakesTheLastOneBeforeWhenNoneIsNear) {
  ring_.SetTimestamp(At(0), 12);
  ring_.SetTimestamp(At(30), 40);
  EXPECT_EQ(ring_.ForTranscript(At(22), kSecond, kSecond).timestamp_seconds, 12);
}

TEST_F(ContextRingTest, TakesTheLatestWithoutALengthOfTheSpeech) {
  ring_.SetTimestamp(At(0), 12);
  ring_.SetTimestamp(At(4), 30);
  EXPECT_EQ(ring_.ForTranscript(At(5), absl::nullopt, kSecond).timestamp_seconds, 30);
  EXPECT_EQ(ring_.ForTranscript(At(5), kSecond, absl::nullopt).timestamp_seconds, 30);
}

TEST_F(ContextRingTest, GivesNoVideoToWordsThatBeganWhenNoneWasOpen) {
  ring_.SetTimestamp(At(0), 12);
  ring_.SetVideo(At(10), "");
  EXPECT_EQ(ring_.ForTranscript(At(20), kSecond, 2 * kSecond).video_id, "");
  EXPECT_EQ(ring_.ForTranscript(At(11), absl::nullopt, absl::nullopt).video_id, "");
  EXPECT_EQ(ring_.ForTranscript(At(11), 20 * kSecond, 20 * kSecond).video_id, "");
}

TEST_F(ContextRingTest, LeavesWordsTheirVideoWhenItIsClosedWhileTheyAreTranscribed) {
  ring_.SetTimestamp(At(0), 12);
  ring_.SetVideo(At(2), "");
  const VideoContext spoken = ring_.ForTranscript(At(4), kSecond, 3 * kSecond);
  EXPECT_EQ(spoken.video_id, "v1");
  EXPECT_EQ(spoken.timestamp_seconds, 12);
}

TEST_F(ContextRingTest, GivesWordsTheVideoThatWasOpenedLastBeforeThem) {
  ring_.SetTimestamp(At(0), 12);
  ring_.SetVideo(At(10), "v2");
  ring_.SetVideo(At(20), "");
  ring_.SetVideo(At(30), "v3");
  EXPECT_EQ(ring_.ForTranscript(At(19), kSecond, 2 * kSecond).video_id, "v2");
  EXPECT_EQ(ring_.ForTranscript(At(29), kSecond, 2 * kSecond).video_id, "");
  EXPECT_EQ(ring_.ForTranscript(At(39), kSecond, 2 * kSecond).video_id, "v3");
}

TEST_F(ContextRingTest, ForgetsTheOldest) {
  for (int i = 0; i < 100; ++i) ring_.SetTimestamp(At(10 * i), i);
  EXPECT_EQ(ring_.ForTranscript(At(3), kSecond, kSecond).timestamp_seconds, 99);
}

}  // namespace
}  // namespace lossy::agent
