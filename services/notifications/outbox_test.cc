#include "services/notifications/outbox.h"

#include "gtest/gtest.h"

namespace lossy::notifications {
namespace {

Frame Of(std::size_t bytes, char content = 'x') {
  return std::make_shared<const std::string>(bytes, content);
}

TEST(Outbox, GivesFramesBackInOrder) {
  Outbox outbox(1000);
  outbox.Push(Of(1, 'a'));
  outbox.Push(Of(1, 'b'));
  const Outbox::Next first = outbox.Take();
  EXPECT_EQ(*first.frame, "a");
  EXPECT_TRUE(first.more);
  const Outbox::Next second = outbox.Take();
  EXPECT_EQ(*second.frame, "b");
  EXPECT_FALSE(second.more);
  EXPECT_EQ(outbox.Take().frame, nullptr);
}

TEST(Outbox, WakesOneSenderAtATime) {
  Outbox outbox(1000);
  EXPECT_TRUE(outbox.Push(Of(1)));
  EXPECT_FALSE(outbox.Push(Of(1)));
  outbox.Take();
  outbox.Take();
  EXPECT_FALSE(outbox.Push(Of(1))) << "the last frame is still being sent";
  outbox.Take();
  outbox.Take();
  EXPECT_TRUE(outbox.Push(Of(1)));
}

TEST(Outbox, OverflowsOnceAndDropsEverything) {
  Outbox outbox(1000);
  EXPECT_TRUE(outbox.Push(Of(500)));
  EXPECT_FALSE(outbox.overflown());
  EXPECT_TRUE(outbox.Push(Of(500)));
  EXPECT_TRUE(outbox.overflown());
  EXPECT_FALSE(outbox.Push(Of(1)));
  EXPECT_EQ(outbox.bytes(), 0);
  EXPECT_EQ(outbox.Take().frame, nullptr);
}

TEST(Outbox, CountsWhatWaitsOnly) {
  Outbox outbox(1000);
  for (int i = 0; i < 100; ++i) {
    outbox.Push(Of(800));
    EXPECT_GE(outbox.bytes(), 800);
    outbox.Take();
    EXPECT_EQ(outbox.bytes(), 0);
  }
  EXPECT_FALSE(outbox.overflown());
}

TEST(Outbox, TakesNothingMoreWhenItIsClosed) {
  Outbox outbox(1000);
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
