#include "services/agent/voice/event_sequence.h"

#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

TEST(EventSequenceTest, FindsNothingMissingInACount) {
  EventSequence sequence;
  EXPECT_EQ(sequence.last(), 0);
  for (int number : {1, 2, 3}) EXPECT_EQ(sequence.Take(number), 0);
  EXPECT_EQ(sequence.last(), 3);
}

TEST(EventSequenceTest, CountsMissingEvents) {
  EventSequence sequence;
  EXPECT_EQ(sequence.Take(3), 2);
  EXPECT_EQ(sequence.Take(5), 1);
  EXPECT_EQ(sequence.last(), 5);
}

TEST(EventSequenceTest, RecognisesRepeatedEvents) {
  EventSequence sequence(7);
  EXPECT_EQ(sequence.Take(7), absl::nullopt);
  EXPECT_EQ(sequence.Take(1), absl::nullopt);
  EXPECT_EQ(sequence.last(), 7);
}

TEST(EventSequenceTest, StartsAgainWithTheFirstEventAfterARestart) {
  EventSequence sequence(7);
  sequence.Restart();
  EXPECT_EQ(sequence.last(), 7);
  EXPECT_EQ(sequence.Take(1), 0);
  EXPECT_EQ(sequence.Take(1), absl::nullopt);
}

TEST(EventSequenceTest, ContinuesAfterARestartWhenItsClientDoes) {
  EventSequence sequence(7);
  sequence.Restart();
  sequence.Continue();
  EXPECT_EQ(sequence.Take(7), absl::nullopt);
  EXPECT_EQ(sequence.Take(8), 0);
}

TEST(EventSequenceTest, StartsAgainAtOnceWhenItIsReset) {
  EventSequence sequence(7);
  sequence.Reset();
  EXPECT_EQ(sequence.last(), 0);
  EXPECT_EQ(sequence.Take(1), 0);
}

TEST(EventSequenceTest, TakesTheLargestNumber) {
  EventSequence sequence;
  EXPECT_EQ(sequence.Take(kMaxSequence), kMaxSequence - 1);
  EXPECT_EQ(sequence.Take(kMaxSequence), absl::nullopt);
}

}  // namespace
}  // namespace lossy::agent
