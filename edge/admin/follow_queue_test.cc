#include "edge/admin/follow_queue.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "base/time/clock.h"
#include "edge/admin/socket_ids.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

class FollowQueueTest : public testing::Test {
 protected:
  FollowedFrame Frame(absl::string_view topic = "room:a", absl::string_view payload = "{}") {
    return {.socket = {.worker = 1, .number = 2},
            .identity = ann_,
            .topic = topic,
            .event = "echo",
            .ref = "\"7\"",
            .payload = payload,
            .bytes = 30};
  }

  static std::vector<admin::v1::Frame> TakeNow(FollowQueue& queue) {
    return queue.Take(base::SteadyNow());
  }

  const SocketIds ids_;
  const base::Identity ann_{.user_id = "ann"};
  const base::Identity bob_{.user_id = "bob"};
};

TEST_F(FollowQueueTest, DescribesAFrameWithoutItsPayload) {
  FollowQueue queue({.user_id = "ann"}, ids_);
  queue.OnFrame(Frame());
  const auto frames = TakeNow(queue);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].socket_id(), ids_.Format({.worker = 1, .number = 2}));
  EXPECT_EQ(frames[0].user_id(), "ann");
  EXPECT_EQ(frames[0].direction(), admin::v1::Frame::DIRECTION_IN);
  EXPECT_EQ(frames[0].topic(), "room:a");
  EXPECT_EQ(frames[0].event(), "echo");
  EXPECT_EQ(frames[0].ref(), "7");
  EXPECT_EQ(frames[0].bytes(), 30);
  EXPECT_EQ(frames[0].payload(), "");
  EXPECT_FALSE(frames[0].cut());
}

TEST_F(FollowQueueTest, CutsALongPayload) {
  FollowQueue queue({.payloads = true, .max_payload_bytes = 4}, ids_);
  queue.OnFrame(Frame("room:a", "1234"));
  queue.OnFrame(Frame("room:a", "12345"));
  const auto frames = TakeNow(queue);
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].payload(), "1234");
  EXPECT_FALSE(frames[0].cut());
  EXPECT_EQ(frames[1].payload(), "1234");
  EXPECT_TRUE(frames[1].cut());
}

TEST_F(FollowQueueTest, WantsTheSocketsOfItsUserAlone) {
  const FollowQueue of_ann({.user_id = "ann"}, ids_);
  EXPECT_TRUE(of_ann.Wants(ann_));
  EXPECT_FALSE(of_ann.Wants(bob_));
  const FollowQueue of_topic({.topic = "room:a"}, ids_);
  EXPECT_TRUE(of_topic.Wants(bob_));
}

TEST_F(FollowQueueTest, TakesTheFramesOfItsTopicAlone) {
  FollowQueue queue({.topic = "room:a"}, ids_);
  queue.OnFrame(Frame("room:a"));
  queue.OnFrame(Frame("room:b"));
  EXPECT_EQ(TakeNow(queue).size(), 1u);
  EXPECT_EQ(queue.dropped(), 0);
}

TEST_F(FollowQueueTest, DropsAndCountsFramesBeyondItsBounds) {
  FollowQueue few({.max_frames = 2}, ids_);
  for (int i = 0; i < 5; ++i) few.OnFrame(Frame());
  EXPECT_EQ(few.dropped(), 3);
  EXPECT_EQ(TakeNow(few).size(), 2u);
  few.OnFrame(Frame());
  EXPECT_EQ(TakeNow(few).size(), 1u);
  FollowQueue small({.payloads = true, .max_bytes = 100}, ids_);
  for (int i = 0; i < 3; ++i) small.OnFrame(Frame("room:a", std::string(60, 'x')));
  EXPECT_EQ(small.dropped(), 2);
}

TEST_F(FollowQueueTest, WakesTheReader) {
  FollowQueue queue({}, ids_);
  std::thread writer([&] { queue.OnFrame(Frame()); });
  std::vector<admin::v1::Frame> frames;
  const absl::Time limit = base::SteadyNow() + absl::Minutes(1);
  while (frames.empty() && base::SteadyNow() < limit) frames = queue.Take(limit);
  writer.join();
  EXPECT_EQ(frames.size(), 1u);
}

TEST_F(FollowQueueTest, LosesNoFrameUncountedBetweenThreads) {
  FollowQueue queue({.max_frames = 100}, ids_);
  constexpr int kFrames = 2000;
  std::vector<std::thread> writers;
  for (int i = 0; i < 3; ++i) {
    writers.emplace_back([&] {
      for (int j = 0; j < kFrames; ++j) queue.OnFrame(Frame());
    });
  }
  std::int64_t taken = 0;
  const absl::Time limit = base::SteadyNow() + absl::Minutes(1);
  while (taken + queue.dropped() < 3 * kFrames && base::SteadyNow() < limit) {
    taken += static_cast<std::int64_t>(TakeNow(queue).size());
  }
  for (std::thread& writer : writers) writer.join();
  taken += static_cast<std::int64_t>(TakeNow(queue).size());
  EXPECT_EQ(taken + queue.dropped(), 3 * kFrames);
}

}  // namespace
}  // namespace lossy::edge
