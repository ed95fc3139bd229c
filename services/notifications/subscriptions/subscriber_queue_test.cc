#include "services/notifications/subscriptions/subscriber_queue.h"

#include "gtest/gtest.h"

namespace lossy::notifications {
namespace {

Frame Of(std::size_t bytes, char content = 'x') {
  return std::make_shared<const std::string>(bytes, content);
}

TEST(SubscriberQueue, GivesFramesBackInOrder) {
  SubscriberQueue outbox(1000);
  outbox.Push(Of(1, 'a'));
  outbox.Push(Of(1, 'b'));
  const SubscriberQueue::Next first = outbox.Take();
  EXPECT_EQ(*first.frame, "a");
  EXPECT_TRUE(first.more);
  const SubscriberQueue::Next second = outbox.Take();
  EXPECT_EQ(*second.frame, "b");
  EXPECT_FALSE(second.more);
  EXPECT_EQ(outbox.Take().frame, nullptr);
}

TEST(SubscriberQueue, WakesOneSenderAtATime) {
  SubscriberQueue outbox(1000);
  EXPECT_TRUE(outbox.Push(Of(1)));
  EXPECT_FALSE(outbox.Push(Of(1)));
  outbox.Take();
  outbox.Take();
  EXPECT_FALSE(outbox.Push(Of(1))) << "the last frame is still being sent";
  outbox.Take();
  outbox.Take();
  EXPECT_TRUE(outbox.Push(Of(1)));
}

TEST(SubscriberQueue, OverflowsOnceAndDropsEverything) {
  SubscriberQueue outbox(1000);
  EXPECT_TRUE(outbox.Push(Of(500)));
  EXPECT_FALSE(outbox.overflown());
  EXPECT_TRUE(outbox.Push(Of(500)));
  EXPECT_TRUE(outbox.overflown());
  EXPECT_FALSE(outbox.Push(Of(1)));
  EXPECT_EQ(outbox.bytes(), 0);
  EXPECT_EQ(outbox.Take().frame, nullptr);
}

TEST(SubscriberQueue, CountsWhatWaitsOnly) {
  SubscriberQueue outbox(1000);
  for (int i = 0; i < 100; ++i) {
    outbox.Push(Of(800));
    EXPECT_GE(outbox.bytes(), 800);
    outbox.Take();
    EXPECT_EQ(outbox.bytes(), 0);
  }
  EXPECT_FALSE(outbox.overflown());
}

TEST(SubscriberQueue, TakesNothingMoreWhenItIsClosed) {
  SubscriberQueue outbox(1000);
  const Frame frame = Of(1);
  outbox.Push(frame);
  outbox.Close();
  EXPECT_EQ(frame.use_count(), 1);
  EXPECT_FALSE(outbox.Push(frame));
  EXPECT_EQ(outbox.Take().frame, nullptr);
  EXPECT_FALSE(outbox.overflown());
}

}  // namespace
}  // namespace lossy::notifications
