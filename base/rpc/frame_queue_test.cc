#include "base/rpc/frame_queue.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

Frame Of(std::size_t bytes, char content = 'x') {
  return std::make_shared<const std::string>(bytes, content);
}

TEST(FrameQueueTest, GivesFramesBackInOrder) {
  FrameQueue queue(1000);
  queue.Push(Of(1, 'a'));
  queue.Push(Of(1, 'b'));
  const FrameQueue::Next first = queue.Take();
  EXPECT_EQ(*first.frame, "a");
  EXPECT_TRUE(first.more);
  const FrameQueue::Next second = queue.Take();
  EXPECT_EQ(*second.frame, "b");
  EXPECT_FALSE(second.more);
  EXPECT_EQ(queue.Take().frame, nullptr);
}

TEST(FrameQueueTest, WakesOneSenderAtATime) {
  FrameQueue queue(1000);
  EXPECT_TRUE(queue.Push(Of(1)));
  EXPECT_FALSE(queue.Push(Of(1)));
  queue.Take();
  queue.Take();
  EXPECT_FALSE(queue.Push(Of(1))) << "the last frame is still being sent";
  queue.Take();
  queue.Take();
  EXPECT_TRUE(queue.Push(Of(1)));
}

TEST(FrameQueueTest, OverflowsOnceAndDropsEverything) {
  FrameQueue queue(1000);
  EXPECT_TRUE(queue.Push(Of(500)));
  EXPECT_FALSE(queue.overflown());
  EXPECT_TRUE(queue.Push(Of(500)));
  EXPECT_TRUE(queue.overflown());
  EXPECT_FALSE(queue.Push(Of(1)));
  EXPECT_EQ(queue.bytes(), 0);
  EXPECT_EQ(queue.Take().frame, nullptr);
}

TEST(FrameQueueTest, CountsWaitingFramesOnly) {
  FrameQueue queue(1000);
  for (int i = 0; i < 100; ++i) {
    queue.Push(Of(800));
    EXPECT_GE(queue.bytes(), 800);
    queue.Take();
    EXPECT_EQ(queue.bytes(), 0);
  }
  EXPECT_FALSE(queue.overflown());
}

TEST(FrameQueueTest, AcceptsNothingAfterDrop) {
  FrameQueue queue(1000);
  const Frame frame = Of(1);
  queue.Push(frame);
  queue.Drop();
  EXPECT_EQ(frame.use_count(), 1);
  EXPECT_FALSE(queue.Push(frame));
  EXPECT_EQ(queue.Take().frame, nullptr);
  EXPECT_FALSE(queue.overflown());
}

}  // namespace
}  // namespace lossy::base
