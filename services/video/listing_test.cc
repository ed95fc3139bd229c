#include <string>

#include "gmock/gmock.h"
#include "services/video/videos_fixture.h"

namespace lossy::video {
namespace {

using testing::ElementsAre;

using ListingTest = VideosTest;

TEST_F(ListingTest, FiltersByStatusAndByAnAliasOfThePlatform) {
  Detect("ann", "a1");
  v1::QueueVideoRequest queue;
  queue.set_platform("frameio");
  queue.set_external_id("f1");
  v1::QueueVideoResponse queued;
  ASSERT_TRUE(videos_->Queue(As("ann"), queue, &queued).ok());
  v1::ListVideosRequest request;
  request.mutable_filters()->set_platform("frame_io");
  EXPECT_THAT(List("ann", request), ElementsAre(queued.id()));
  request.mutable_filters()->clear_platform();
  request.mutable_filters()->set_status(v1::VIDEO_STATUS_QUEUED);
  EXPECT_THAT(List("ann", request), ElementsAre(queued.id()));
}

TEST_F(ListingTest, PagesThroughAllVideosWithoutGapOrRepeat) {
  std::vector<std::string> expected;
  for (int i = 0; i < 7; ++i)
    expected.insert(expected.begin(), Detect("ann", "v" + std::to_string(i)));
  v1::QueueVideoRequest queue;
  queue.set_platform("vimeo");
  queue.set_external_id("1");
  v1::QueueVideoResponse never_viewed;
  ASSERT_TRUE(videos_->Queue(As("ann"), queue, &never_viewed).ok());
  expected.push_back(never_viewed.id());

  std::vector<std::string> seen;
  v1::ListVideosRequest request;
  request.mutable_filters()->set_limit(3);
  for (int page = 0; page < 3; ++page) {
    v1::ListVideosResponse response;
    ASSERT_TRUE(videos_->List(As("ann"), request, &response).ok());
    for (const v1::Video& video : response.videos()) seen.push_back(video.id());
    EXPECT_EQ(response.has_next_cursor(), page < 2);
    request.mutable_filters()->set_cursor(response.next_cursor());
  }
  EXPECT_EQ(seen, expected);
}

TEST_F(ListingTest, RefusesALimitBelowOneAndAForgedCursor) {
  v1::ListVideosResponse response;
  v1::ListVideosRequest request;
  request.mutable_filters()->set_limit(0);
  EXPECT_TRUE(absl::IsInvalidArgument(videos_->List(As("ann"), request, &response)));
  request.mutable_filters()->set_limit(5000);
  request.mutable_filters()->set_cursor("abc");
  EXPECT_TRUE(absl::IsInvalidArgument(videos_->List(As("ann"), request, &response)));
}

TEST_F(ListingTest, RefusesAnUnknownStatusAndPlatform) {
  v1::ListVideosResponse response;
  v1::ListVideosRequest request;
  request.mutable_filters()->set_status(static_cast<v1::VideoStatus>(77));
  EXPECT_EQ(base::ToError(videos_->List(As("ann"), request, &response)).message(),
            "filters.status must be one of queued, in_progress, complete, archived");
  request.mutable_filters()->clear_status();
  request.mutable_filters()->set_platform("!!!");
  EXPECT_EQ(base::ToError(videos_->List(As("ann"), request, &response)).message(),
            "filters.platform must consist of letters, digits and underscores");
}

TEST_F(ListingTest, SearchTakesWildcardsLiterally) {
  const std::string percent = Detect("ann", "a1", "100% done");
  Detect("ann", "a2", "1000 done");
  v1::ListVideosRequest request;
  request.mutable_filters()->set_search("0% D");
  EXPECT_THAT(List("ann", request), ElementsAre(percent));
}

}  // namespace
}  // namespace lossy::video
