#include "services/shared/video_access/caching_video_access.h"

#include "base/time/fake_clock.h"
#include "gtest/gtest.h"
#include "services/shared/video_access/fake_video_access.h"

namespace lossy::services {
namespace {

base::Caller As(const std::string& user_id) { return {.identity = {.user_id = user_id}}; }

class CachingVideoAccessTest : public testing::Test {
 protected:
  base::FakeClock clock_;
  FakeVideoAccess source_;
  CachingVideoAccess cache_{source_, {.size = 2, .time = absl::Seconds(60)}, clock_};
};

TEST_F(CachingVideoAccessTest, AsksOnceWithinItsTime) {
  source_.Add("ann", "v1");
  EXPECT_TRUE(cache_.CheckOwn(As("ann"), "v1").ok());
  clock_.Advance(absl::Seconds(59));
  EXPECT_TRUE(cache_.CheckOwn(As("ann"), "v1").ok());
  EXPECT_EQ(source_.calls, 1);
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(cache_.CheckOwn(As("ann"), "v1").ok());
  EXPECT_EQ(source_.calls, 2);
}

TEST_F(CachingVideoAccessTest, RemembersAsLongThoughTheWallClockWasSetBack) {
  source_.Add("ann", "v1");
  EXPECT_TRUE(cache_.CheckOwn(As("ann"), "v1").ok());
  clock_.StepWall(-absl::Hours(1));
  clock_.Advance(absl::Seconds(60));
  EXPECT_TRUE(cache_.CheckOwn(As("ann"), "v1").ok());
  EXPECT_EQ(source_.calls, 2);
}

TEST_F(CachingVideoAccessTest, DistinguishesUsers) {
  source_.Add("ann", "v1");
  EXPECT_TRUE(cache_.CheckOwn(As("ann"), "v1").ok());
  EXPECT_TRUE(absl::IsNotFound(cache_.CheckOwn(As("ben"), "v1")));
}

TEST_F(CachingVideoAccessTest, DoesNotCacheRejections) {
  EXPECT_TRUE(absl::IsNotFound(cache_.CheckOwn(As("ann"), "v1")));
  source_.unavailable = true;
  EXPECT_TRUE(absl::IsUnavailable(cache_.CheckOwn(As("ann"), "v1")));
  source_.unavailable = false;
  source_.Add("ann", "v1");
  EXPECT_TRUE(cache_.CheckOwn(As("ann"), "v1").ok());
}

TEST_F(CachingVideoAccessTest, RemembersOnlyTheMaximum) {
  for (const char* id : {"v1", "v2", "v3"}) {
    source_.Add("ann", id);
    EXPECT_TRUE(cache_.CheckOwn(As("ann"), id).ok());
  }
  source_.unavailable = true;
  EXPECT_TRUE(cache_.CheckOwn(As("ann"), "v3").ok());
  EXPECT_FALSE(cache_.CheckOwn(As("ann"), "v1").ok());
}

}  // namespace
}  // namespace lossy::services
