#include "services/video/usage.h"

#include "services/video/videos_fixture.h"

namespace lossy::video {
namespace {

class UsageTest : public VideosTest {
 protected:
  absl::Status TryDetect(const std::string& user, const std::string& id,
                         const std::string& title = "") {
    v1::DetectVideoRequest request;
    request.set_platform("vimeo");
    request.set_video_id(id);
    if (!title.empty()) request.set_title(title);
    v1::DetectVideoResponse response;
    return videos_->Detect(As(user), request, &response);
  }

  absl::Status TryQueue(const std::string& user, const std::string& id) {
    v1::QueueVideoRequest request;
    request.set_platform("vimeo");
    request.set_external_id(id);
    v1::QueueVideoResponse response;
    return videos_->Queue(As(user), request, &response);
  }

  absl::StatusOr<v1::GetUsageResponse> Usage(const base::Caller& caller,
                                             const std::string& user = "") {
    v1::GetUsageRequest request;
    request.set_user_id(user);
    v1::GetUsageResponse response;
    absl::Status status = videos_->GetUsage(caller, request, &response);
    if (!status.ok()) return status;
    return response;
  }

  // The bytes that the counters must have.
  std::int64_t Bytes(const std::string& user) {
    return pool_
        .Query(
            "SELECT coalesce(sum(octet_length(concat(external_id, url, title, thumbnail_url))), "
            "0) FROM videos WHERE user_id = $1",
            {user})
        ->Int(0, 0);
  }
};

TEST_F(UsageTest, RefusesANewVideoBeyondTheQuotaAndStillFindsTheOldOnes) {
  Limit({.quotas = {.videos = 2}});
  EXPECT_TRUE(TryDetect("ann", "1").ok());
  EXPECT_TRUE(TryQueue("ann", "2").ok());
  EXPECT_TRUE(base::IsQuotaExceeded(TryQueue("ann", "3")));
  const absl::Status refused = TryDetect("ann", "3");
  EXPECT_TRUE(base::IsQuotaExceeded(refused));
  EXPECT_EQ(ErrorOf(refused).details().at("videos"), "must be at most 2");
  EXPECT_TRUE(TryDetect("ann", "1", "A title").ok());
  EXPECT_TRUE(TryDetect("ben", "3").ok());
  EXPECT_EQ(Usage(As("ann"))->videos().used(), 2);
}

TEST_F(UsageTest, RefusesANewVideoWhoseTextsAreOverTheQuota) {
  Limit({.quotas = {.videos = 0, .video_bytes = 100}});
  EXPECT_TRUE(TryDetect("ann", "1").ok());
  const absl::Status refused = TryDetect("ann", "2", std::string(100, 'x'));
  EXPECT_EQ(ErrorOf(refused).details().at("video_bytes"), "must be at most 100");
}

TEST_F(UsageTest, HasRoomAgainAfterADeletion) {
  Limit({.quotas = {.videos = 1}});
  EXPECT_TRUE(TryDetect("ann", "1").ok());
  EXPECT_FALSE(TryDetect("ann", "2").ok());
  ASSERT_TRUE(pool_.Query("DELETE FROM videos WHERE user_id = 'ann'").ok());
  EXPECT_TRUE(TryDetect("ann", "2").ok());
}

TEST_F(UsageTest, CountsRowsFromBeforeTheCounters) {
  ASSERT_TRUE(pool_.Query("ALTER TABLE videos DISABLE TRIGGER USER").ok());
  EXPECT_TRUE(TryQueue("ann", "1").ok());
  EXPECT_TRUE(TryQueue("ann", "2").ok());
  ASSERT_TRUE(pool_.Query("ALTER TABLE videos ENABLE TRIGGER USER").ok());
  ASSERT_TRUE(pool_.Query("DELETE FROM user_usage").ok());
  EXPECT_TRUE(TryQueue("ann", "3").ok());
  EXPECT_EQ(Usage(As("ann"))->videos().used(), 3);
  EXPECT_EQ(Usage(As("ann"))->video_bytes().used(), Bytes("ann"));
}

TEST_F(UsageTest, StaysTrueThroughEveryChange) {
  EXPECT_TRUE(TryDetect("ann", "1").ok());
  EXPECT_TRUE(TryDetect("ann", "1", "A title").ok());
  EXPECT_TRUE(TryDetect("ann", "1", "Another, longer title").ok());
  EXPECT_TRUE(TryQueue("ann", "2").ok());
  EXPECT_TRUE(TryDetect("ben", "1").ok());
  ASSERT_TRUE(pool_.Query("DELETE FROM videos WHERE external_id = '2' OR user_id = 'ben'").ok());
  EXPECT_EQ(Usage(As("ann"))->videos().used(), 1);
  EXPECT_EQ(Usage(As("ann"))->video_bytes().used(), Bytes("ann"));
  EXPECT_EQ(Usage(As("ben"))->videos().used(), 0);
  EXPECT_EQ(Usage(As("ben"))->video_bytes().used(), 0);
}

TEST_F(UsageTest, ShowsAnotherUsersUsageToOperatorsOnly) {
  EXPECT_TRUE(TryDetect("ann", "1").ok());
  EXPECT_TRUE(absl::IsPermissionDenied(Usage(As("ben"), "ann").status()));
  base::Caller caller = As("root");
  caller.identity.role = base::Role::kOperator;
  EXPECT_EQ(Usage(caller, "ann")->videos().used(), 1);
  EXPECT_EQ(Usage(caller, "ann")->videos().limit(), 10'000);
}

}  // namespace
}  // namespace lossy::video
