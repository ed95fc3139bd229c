#include "services/agent/models/media/sound_clock.h"

#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

constexpr double kPacket = 0.06;

// `count` packets, one after the other, the first at `starts_at`.
void AddPackets(SoundClock& clock, double starts_at, int count) {
  for (int i = 0; i < count; ++i) clock.Add(starts_at + i * kPacket, kPacket);
}

TEST(SoundClockTest, AStreamMayBeginAtAnyTime) {
  SoundClock clock;
  AddPackets(clock, 3'600, 100);
  EXPECT_NEAR(clock.total(), 6, 1e-6);
}

TEST(SoundClockTest, APauseOfTheMicrophoneCounts) {
  SoundClock clock;
  AddPackets(clock, 0, 100);
  AddPackets(clock, 10, 100);
  EXPECT_NEAR(clock.total(), 16, 1e-6);
}

TEST(SoundClockTest, ATimeThatJumpsOrGoesBackCountsNothing) {
  for (const double jump : {3'600.0, -5.0, -1e9, 1e9}) {
    SoundClock clock;
    AddPackets(clock, 20, 100);
    AddPackets(clock, 26 + jump, 100);
    EXPECT_NEAR(clock.total(), 12, 1e-4) << jump;
  }
}

TEST(SoundClockTest, TimesThatStandStillDoNotShortenTheSound) {
  SoundClock clock;
  for (int i = 0; i < 100; ++i) clock.Add(0, kPacket);
  EXPECT_NEAR(clock.total(), 6, 1e-6);
}

TEST(SoundClockTest, TimesThatTrembleAddNothing) {
  SoundClock clock;
  for (int i = 0; i < 1'000; ++i) clock.Add(i * kPacket + (i % 2 == 0 ? 0.05 : 0), kPacket);
  EXPECT_NEAR(clock.total(), 60, 0.1);
}

TEST(SoundClockTest, PartsWithoutALengthLastUntilTheNextOne) {
  SoundClock clock;
  for (int i = 0; i <= 100; ++i) clock.Add(5 + i * kPacket, 0);
  EXPECT_NEAR(clock.total(), 6, 1e-6);
}

TEST(SoundClockTest, PartsWithoutATimeFollowEachOther) {
  SoundClock clock;
  for (int i = 0; i < 100; ++i) clock.Add(absl::nullopt, kPacket);
  EXPECT_NEAR(clock.total(), 6, 1e-6);
}

TEST(SoundClockTest, ARecordingBeginsWhereTheLastOneWasHandedOver) {
  SoundClock clock;
  AddPackets(clock, 0, 100);
  clock.Subtract(5);
  EXPECT_NEAR(clock.total(), 1, 1e-6);
  clock = SoundClock::From(clock.state());
  AddPackets(clock, 6, 100);
  EXPECT_NEAR(clock.total(), 7, 1e-6);
}

}  // namespace
}  // namespace lossy::agent
