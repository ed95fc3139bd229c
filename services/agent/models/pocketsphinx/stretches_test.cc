#include "services/agent/models/pocketsphinx/stretches.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {
namespace {

std::size_t At(double seconds) { return static_cast<std::size_t>(seconds * kSampleRate); }

// A loud sound with half a second of silence at each of these times.
Samples WithPauses(double seconds, std::initializer_list<double> pauses) {
  Samples samples(At(seconds), 1000);
  for (const double pause : pauses) {
    std::fill_n(samples.begin() + static_cast<std::ptrdiff_t>(At(pause)), At(0.5), 0);
  }
  return samples;
}

TEST(StretchesTest, AShortTextIsOneStretch) {
  const Samples samples = WithPauses(20, {10});
  const auto stretches = CutIntoStretches(samples, 20);
  ASSERT_EQ(stretches.size(), 1);
  EXPECT_EQ(stretches[0].size(), samples.size());
}

TEST(StretchesTest, NothingIsOneEmptyStretch) { EXPECT_EQ(CutIntoStretches({}, 20).size(), 1); }

TEST(StretchesTest, CutsInAPause) {
  const Samples samples = WithPauses(30, {5, 13});
  const auto stretches = CutIntoStretches(samples, 20);
  ASSERT_EQ(stretches.size(), 2);
  EXPECT_GT(stretches[0].size(), At(13));
  EXPECT_LT(stretches[0].size(), At(13.5));
}

TEST(StretchesTest, TogetherTheyAreAllOfIt) {
  const Samples samples = WithPauses(120, {17, 30, 48.2, 61, 90});
  const std::int16_t* next = samples.data();
  for (const auto stretch : CutIntoStretches(samples, 20)) {
    EXPECT_EQ(stretch.data(), next);
    EXPECT_LE(stretch.size(), At(20));
    EXPECT_GE(stretch.size(), At(1));
    next += stretch.size();
  }
  EXPECT_EQ(next, samples.data() + samples.size());
}

TEST(StretchesTest, ATextWithoutAPauseIsCut) {
  const Samples samples(At(65), 1000);
  EXPECT_GE(CutIntoStretches(samples, 20).size(), 4);
}

}  // namespace
}  // namespace lossy::agent
