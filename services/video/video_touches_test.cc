// Concurrent touches share a transaction. See docs/adr/0076.
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "services/video/videos_fixture.h"

namespace lossy::video {
namespace {

using testing::SizeIs;

class VideoTouchesTest : public VideosTest {
 protected:
  static v1::TouchVideoRequest Touching(const std::string& video_id, std::int64_t note_count,
                                        const std::string& request_id = base::NewUuid()) {
    v1::TouchVideoRequest touch;
    touch.set_video_id(video_id);
    touch.set_note_count(note_count);
    touch.set_request_id(request_id);
    return touch;
  }

  absl::Status Touch(const std::string& user, const v1::TouchVideoRequest& touch) {
    v1::TouchVideoResponse response;
    return videos_->Touch(As(user), touch, &response);
  }

  // Touches all at once. Returns the statuses, in the order of `touches`.
  std::vector<absl::Status> TouchAll(
      const std::vector<std::pair<std::string, v1::TouchVideoRequest>>& touches) {
    std::vector<absl::Status> statuses(touches.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < touches.size(); ++i) {
      threads.emplace_back([&, i] { statuses[i] = Touch(touches[i].first, touches[i].second); });
    }
    for (std::thread& thread : threads) thread.join();
    return statuses;
  }
};

TEST_F(VideoTouchesTest, SetsTheNumberOfEachOfManyVideos) {
  constexpr int kVideos = 24;
  std::vector<std::string> ids;
  std::vector<std::pair<std::string, v1::TouchVideoRequest>> touches;
  for (int i = 0; i < kVideos; ++i) {
    const std::string user = absl::StrCat("user", i % 5);
    ids.push_back(Detect(user, absl::StrCat("video", i)));
    touches.emplace_back(user, Touching(ids.back(), i));
  }
  for (const absl::Status& status : TouchAll(touches)) EXPECT_TRUE(status.ok()) << status;
  for (int i = 0; i < kVideos; ++i) {
    const v1::Video video = Get(absl::StrCat("user", i % 5), ids[static_cast<std::size_t>(i)]);
    EXPECT_EQ(video.note_count(), i);
    EXPECT_EQ(video.external_id(), absl::StrCat("video", i));
  }
  std::size_t updates = 0;
  for (int user = 0; user < 5; ++user) {
    for (const v1::VideoEvent& event : Queued(absl::StrCat("user:user", user))) {
      updates += event.has_video_updated() ? 1 : 0;
    }
  }
  EXPECT_EQ(updates, kVideos);
}

TEST_F(VideoTouchesTest, AMissingVideoFailsAlone) {
  const std::string video = Detect("ann", "abc");
  std::vector<std::pair<std::string, v1::TouchVideoRequest>> touches;
  for (int i = 0; i < 16; ++i) {
    const bool is_missing = i % 4 == 0;
    const std::string user = absl::StrCat("user", i);
    const std::string own = Detect(user, "abc");
    touches.emplace_back(user, Touching(is_missing ? video : own, 1));
  }
  const std::vector<absl::Status> statuses = TouchAll(touches);
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    EXPECT_EQ(absl::IsNotFound(statuses[i]), i % 4 == 0) << statuses[i];
    EXPECT_EQ(statuses[i].ok(), i % 4 != 0) << statuses[i];
  }
}

TEST_F(VideoTouchesTest, TouchesOfOneVideoAtOnceAllTakeEffect) {
  const std::string video = Detect("ann", "abc");
  const std::size_t before = Queued("user:ann").size();
  std::vector<std::pair<std::string, v1::TouchVideoRequest>> touches;
  for (int i = 0; i < 8; ++i) touches.emplace_back("ann", Touching(video, 7));
  for (const absl::Status& status : TouchAll(touches)) EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Get("ann", video).note_count(), 7);
  EXPECT_THAT(Queued("user:ann"), SizeIs(before + 8));
}

TEST_F(VideoTouchesTest, ARepeatChangesNothing) {
  const std::string video = Detect("ann", "abc");
  ASSERT_TRUE(Touch("ann", Touching(video, 1, "first")).ok());
  ASSERT_TRUE(Touch("ann", Touching(video, 2, "second")).ok());
  const std::size_t events = Queued("user:ann").size();
  v1::TouchVideoResponse response;
  ASSERT_TRUE(videos_->Touch(As("ann"), Touching(video, 1, "first"), &response).ok());
  EXPECT_EQ(response.video().note_count(), 2);
  EXPECT_THAT(Queued("user:ann"), SizeIs(events));
}

TEST_F(VideoTouchesTest, AFailedTouchMayBeRepeated) {
  const std::string video = Detect("ann", "abc");
  EXPECT_TRUE(absl::IsNotFound(Touch("ben", Touching(video, 1, "r"))));
  const std::string own = Detect("ben", "abc");
  EXPECT_TRUE(Touch("ben", Touching(own, 1, "r")).ok());
  EXPECT_EQ(Get("ben", own).note_count(), 1);
}

}  // namespace
}  // namespace lossy::video
