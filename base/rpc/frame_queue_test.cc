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
  ASSERT_EQ(first.frames.size(), 1u);
  EXPECT_EQ(*first.frames[0], "a");
  EXPECT_TRUE(first.more);
  const FrameQueue::Next second = queue.Take();
  ASSERT_EQ(second.frames.size(), 1u);
  EXPECT_EQ(*second.frames[0], "b");
  EXPECT_FALSE(second.more);
  EXPECT_TRUE(queue.Take().frames.empty());
}

TEST(FrameQueueTest, GivesSmallFramesTogetherAndALargeOneAlone) {
  FrameQueue queue(1000);
  for (std::size_t bytes : {4, 6, 1, 50, 1}) queue.Push(Of(bytes));
  EXPECT_EQ(queue.Take(10).frames.size(), 2u);
  EXPECT_EQ(queue.Take(10).frames.size(), 1u) << "the next frame does not fit";
  const FrameQueue::Next large = queue.Take(10);
  ASSERT_EQ(large.frames.size(), 1u);
  EXPECT_EQ(large.frames[0]->size(), 50u);
  EXPECT_TRUE(large.more);
  EXPECT_FALSE(queue.Take(10).more);
  EXPECT_EQ(queue.bytes(), 0u);
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
  EXPECT_TRUE(queue.Take().frames.empty());
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
  EXPECT_TRUE(queue.Take().frames.empty());
  EXPECT_FALSE(queue.overflown());
}

}  // namespace
}  // namespace lossy::base
