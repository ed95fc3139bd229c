#include "services/agent/models/media/pauses.h"

#include <cmath>
#include <cstdlib>

#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

// A tone over constant noise. The loudness is a share of the largest one.
void Append(double seconds, double loudness, Samples& samples, double noise = 0.001) {
  unsigned chance = 7;
  const auto count = static_cast<int>(seconds * kSampleRate);
  for (int i = 0; i < count; ++i) {
    chance = chance * 1'103'515'245 + 12'345;
    const double hiss = noise * (static_cast<double>(chance >> 16 & 0x7fff) / 16'384 - 1);
    samples.push_back(static_cast<std::int16_t>(32'000 * (loudness * std::sin(i * 0.2) + hiss)));
  }
}

TEST(PausesTest, ThePauseBetweenTwoSentencesIsFound) {
  for (const double noise : {0.0, 0.001, 0.02}) {
    Samples samples;
    Append(3, 0.3, samples, noise);
    Append(0.6, 0, samples, noise);
    Append(4, 0.3, samples, noise);
    const absl::optional<double> pause = FindPause(samples);
    ASSERT_TRUE(pause.has_value()) << noise;
    EXPECT_NEAR(*pause, 3.3, 0.1) << noise;
  }
}

TEST(PausesTest, TheLongestOfSeveralIsTaken) {
  Samples samples;
  for (const double silence : {0.2, 0.25, 0.9, 0.3}) {
    Append(1, 0.3, samples);
    Append(silence, 0, samples);
  }
  Append(1, 0.3, samples);
  EXPECT_NEAR(FindPause(samples).value_or(0), 3.9, 0.1);
}

TEST(PausesTest, ASilenceInsideAWordIsNoPause) {
  Samples samples;
  for (int i = 0; i < 20; ++i) {
    Append(0.4, 0.3, samples);
    Append(0.08, 0, samples);
  }
  EXPECT_FALSE(FindPause(samples).has_value());
}

TEST(PausesTest, SpeechWithoutAPauseHasNone) {
  Samples samples;
  Append(10, 0.3, samples);
  EXPECT_FALSE(FindPause(samples).has_value());
  EXPECT_FALSE(FindPause({}).has_value());
}

TEST(PausesTest, SilenceFromEndToEndIsOnePause) {
  const Samples samples(10 * kSampleRate);
  EXPECT_NEAR(FindPause(samples).value_or(0), 5, 0.1);
}

}  // namespace
}  // namespace lossy::agent
