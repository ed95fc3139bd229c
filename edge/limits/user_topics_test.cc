#include "edge/limits/user_topics.h"

#include "base/error/error.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

TEST(UserTopics, RefusesATopicBeyondTheBoundUntilOneIsLeft) {
  const auto topics = std::make_shared<UserTopics>();
  auto a = topics->Enter("a", 2);
  auto b = topics->Enter("b", 2);
  ASSERT_TRUE(a.ok() && b.ok());
  const absl::Status refused = topics->Enter("c", 2).status();
  EXPECT_EQ(base::ToError(refused).reason(), channel::v1::REASON_RATE_LIMITED);
  EXPECT_EQ(refused.message(), "a user may be present on 2 topics at once; leave one first");
  EXPECT_GT(base::ToError(refused).retry_after_ms(), 0);
  a->reset();
  EXPECT_TRUE(topics->Enter("c", 2).ok());
}

TEST(UserTopics, CountsATopicOnceForAllSockets) {
  const auto topics = std::make_shared<UserTopics>();
  auto one = topics->Enter("a", 1);
  auto two = topics->Enter("a", 1);
  ASSERT_TRUE(one.ok() && two.ok());
  one->reset();
  EXPECT_FALSE(topics->Enter("b", 1).ok());
  two->reset();
  EXPECT_TRUE(topics->Enter("b", 1).ok());
}

TEST(UserTopics, HasNoBoundWithoutOne) {
  const auto topics = std::make_shared<UserTopics>();
  auto one = topics->Enter("a", 0);
  EXPECT_TRUE(topics->Enter("b", 0).ok());
}

}  // namespace
}  // namespace lossy::edge
