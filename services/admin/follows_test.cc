#include "services/admin/follows.h"

#include <string>

#include "gmock/gmock.h"
#include "services/admin/console_fixture.h"

namespace lossy::admin {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kTopic[] = "admin:user:bob";

class FollowsTest : public ConsoleTest {
 protected:
  absl::Status Follow(const std::string& user, int seconds = 60) {
    console::v1::FollowUserRequest request;
    request.set_user_id(user);
    request.set_seconds(seconds);
    console::v1::FollowUserResponse response;
    return Call(&Stub::FollowUser, request, &response);
  }

  static v1::Frame Frame(const std::string& topic, const std::string& event) {
    v1::Frame frame;
    frame.set_topic(topic);
    frame.set_event(event);
    return frame;
  }

  // Publishes until the topic has `count` frames, and returns their events.
  std::vector<std::string> AwaitFrames(std::size_t count) {
    std::vector<std::string> events;
    EXPECT_TRUE(base::Eventually([&] {
      follows_.PublishFrames();
      events.clear();
      for (const console::v1::FollowEvent& event : FollowEvents(kTopic)) {
        for (const auto& seen : event.frames_seen().frames()) {
          events.push_back(seen.frame().event());
        }
      }
      return events.size() >= count;
    }));
    return events;
  }

  console::v1::Follow LastState() { return FollowEvents(kTopic).back().follow_changed(); }
};

TEST_F(FollowsTest, PublishesTheFramesOfAllEdges) {
  ASSERT_TRUE(Follow("bob").ok());
  edge_.SendFrame(Frame("video:meta", "list_videos"));
  second_edge_.SendFrame(Frame("video:meta", "get_notes"));
  EXPECT_THAT(AwaitFrames(2), testing::UnorderedElementsAre("list_videos", "get_notes"));
}

TEST_F(FollowsTest, ReportsItsStartToAllWhoHaveJoined) {
  ASSERT_TRUE(Follow("bob").ok());
  ASSERT_THAT(FollowEvents(kTopic), SizeIs(1));
  EXPECT_TRUE(LastState().running());
  EXPECT_EQ(LastState().operator_(), "ann");
  EXPECT_EQ(LastState().edges(), 2);
  console::v1::JoinUserRequest join;
  join.set_user_id("bob");
  EXPECT_TRUE(Get(&Stub::JoinUser, join).follow().running());
}

TEST_F(FollowsTest, DropsTheFramesOfTheConsoleItself) {
  ASSERT_TRUE(Follow("bob").ok());
  edge_.SendFrame(Frame(kTopic, "frames_seen"));
  edge_.SendFrame(Frame("video:meta", "list_videos"));
  EXPECT_THAT(AwaitFrames(1), testing::ElementsAre("list_videos"));
}

TEST_F(FollowsTest, EndsAfterItsTime) {
  ASSERT_TRUE(Follow("bob", 60).ok());
  clock_.Advance(absl::Seconds(59));
  follows_.PublishFrames();
  EXPECT_TRUE(LastState().running());
  clock_.Advance(absl::Seconds(1));
  follows_.PublishFrames();
  EXPECT_FALSE(LastState().running());
  EXPECT_EQ(LastState().ended(), "time");
}

TEST_F(FollowsTest, EndsAfterItsFrames) {
  ASSERT_TRUE(Follow("bob").ok());
  for (int i = 0; i < 3; ++i) edge_.SendFrame(Frame("video:meta", "list_videos"));
  AwaitFrames(3);
  EXPECT_EQ(LastState().ended(), "frames");
  EXPECT_EQ(LastState().frames(), 3);
}

TEST_F(FollowsTest, EndsWhenNoEdgeSendsAnyMore) {
  ASSERT_TRUE(Follow("bob").ok());
  edge_.EndFollows();
  second_edge_.EndFollows();
  EXPECT_TRUE(base::Eventually([&] {
    follows_.PublishFrames();
    return LastState().ended() == "edges";
  }));
}

TEST_F(FollowsTest, EndsWhenAnOperatorEndsIt) {
  ASSERT_TRUE(Follow("bob").ok());
  console::v1::UnfollowUserRequest request;
  request.set_user_id("bob");
  Get(&Stub::UnfollowUser, request);
  EXPECT_EQ(LastState().ended(), "unfollow");
  Get(&Stub::UnfollowUser, request);
  console::v1::JoinUserRequest join;
  join.set_user_id("bob");
  EXPECT_FALSE(Get(&Stub::JoinUser, join).has_follow());
}

TEST_F(FollowsTest, ASecondFollowOfAUserReplacesTheFirst) {
  ASSERT_TRUE(Follow("bob").ok());
  ASSERT_TRUE(Follow("bob").ok());
  const auto events = FollowEvents(kTopic);
  ASSERT_THAT(events, SizeIs(3));
  EXPECT_EQ(events[1].follow_changed().ended(), "replaced");
  EXPECT_TRUE(events[2].follow_changed().running());
}

TEST_F(FollowsTest, RefusesMoreFollowsThanTheLimit) {
  ASSERT_TRUE(Follow("bob").ok());
  ASSERT_TRUE(Follow("eve").ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Follow("joe")));
  EXPECT_TRUE(Follow("bob").ok());
}

TEST_F(FollowsTest, RefusesATimeAboveTheLimit) {
  EXPECT_TRUE(absl::IsInvalidArgument(Follow("bob", 301)));
  EXPECT_TRUE(absl::IsInvalidArgument(Follow("bob", -1)));
}

TEST_F(FollowsTest, RefusesTheTopicsOfTheConsole) {
  console::v1::FollowTopicRequest request;
  request.set_topic("admin:overview");
  console::v1::FollowTopicResponse response;
  EXPECT_TRUE(absl::IsInvalidArgument(Call(&Stub::FollowTopic, request, &response)));
}

TEST_F(FollowsTest, FailsWithTheReasonOfTheEdgesIfNoneSends) {
  edge_.Refuse(absl::ResourceExhaustedError("too many followers"));
  second_edge_.Refuse(absl::ResourceExhaustedError("too many followers"));
  EXPECT_THAT(Follow("bob").message(), HasSubstr("too many followers"));
  EXPECT_THAT(FollowEvents(kTopic), IsEmpty());
}

TEST(SeenFramesTest, DropsAndCountsFramesBeyondItsBound) {
  SeenFrames frames;
  v1::FollowResponse response;
  response.mutable_frame()->set_topic("video:meta");
  response.set_dropped(5);
  for (int i = 0; i < SeenFrames::kMaxFrames + 2; ++i) frames.Add("a", response);
  const console::v1::Frames taken = frames.Take();
  EXPECT_EQ(taken.frames_size(), SeenFrames::kMaxFrames);
  EXPECT_EQ(taken.dropped(), 7);
  EXPECT_EQ(frames.Take().frames_size(), 0);
}

}  // namespace
}  // namespace lossy::admin
