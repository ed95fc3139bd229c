#include "base/outbox/read_place.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

absl::Time At(double pauses) {
  return absl::UnixEpoch() + absl::Hours(1) + pauses * ReadPlace::kWholePause;
}

TEST(ReadPlaceTest, BeginsAtTheFirstItem) {
  ReadPlace place;
  EXPECT_EQ(place.Begin(At(0)), 0);
  place.Advance(10);
  EXPECT_EQ(place.Begin(At(0.5)), 0);
  EXPECT_EQ(place.NextWhole(), absl::InfiniteFuture());
}

TEST(ReadPlaceTest, BeginsBehindWhatWasDeliveredAPauseBefore) {
  ReadPlace place;
  place.Begin(At(0));
  place.Advance(10);
  EXPECT_EQ(place.Begin(At(1)), 0);
  place.Advance(20);
  EXPECT_EQ(place.Begin(At(1.5)), 0) << "an item below 10 may be committed until now";
  EXPECT_EQ(place.Begin(At(2)), 0);
  EXPECT_EQ(place.Begin(At(2.5)), 10);
  EXPECT_EQ(place.Begin(At(2.9)), 10);
}

TEST(ReadPlaceTest, BeginsAtTheFirstItemAfterEachPause) {
  ReadPlace place;
  place.Begin(At(0));
  place.Advance(10);
  for (int i = 1; i < 10; ++i) {
    EXPECT_EQ(place.Begin(At(i)), 0);
    place.Begin(At(i + 0.5));
  }
  EXPECT_EQ(place.NextWhole(), At(10));
}

TEST(ReadPlaceTest, BeginsAtTheFirstItemAfterAReset) {
  ReadPlace place;
  place.Begin(At(0));
  place.Advance(10);
  place.Begin(At(1));
  place.Begin(At(2));
  place.Reset();
  EXPECT_EQ(place.Begin(At(2.5)), 0);
  place.Advance(5);
  EXPECT_EQ(place.Begin(At(3)), 0);
  EXPECT_EQ(place.Begin(At(4)), 0);
  EXPECT_EQ(place.Begin(At(4.5)), 5);
}

}  // namespace
}  // namespace lossy::base
