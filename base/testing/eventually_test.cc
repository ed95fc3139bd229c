#include "base/testing/eventually.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(EventuallyTest, CallsTheConditionUntilItHolds) {
  int calls = 0;
  EXPECT_TRUE(Eventually([&] { return ++calls == 3; }));
  EXPECT_EQ(calls, 3);
}

TEST(EventuallyTest, ReturnsFalseForAConditionThatDoesNotHoldWithinTheLimit) {
  EXPECT_FALSE(Eventually([] { return false; }, absl::Milliseconds(5)));
}

TEST(EventuallyTest, CallsTheConditionOnceIfThereIsNoTime) {
  int calls = 0;
  EXPECT_FALSE(Eventually([&] { return ++calls > 1; }, absl::ZeroDuration()));
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace lossy::base
