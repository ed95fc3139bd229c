#include "edge/api/user_calls.h"

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

TEST(UserCalls, BoundsTheCallsOfEachUser) {
  UserCalls calls(/*most=*/2);
  auto first = calls.Begin("ann");
  auto second = calls.Begin("ann");
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(calls.Begin("ann"), nullptr);
  EXPECT_NE(calls.Begin("bob"), nullptr);
  first.reset();
  EXPECT_NE(calls.Begin("ann"), nullptr);
}

}  // namespace
}  // namespace lossy::edge
