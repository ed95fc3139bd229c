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
  FakeVideoAccess asked_;
  CachingVideoAccess library_{asked_, {.size = 2, .time = absl::Seconds(60)}, clock_};
};

TEST_F(CachingVideoAccessTest, AsksOnceForAWhile) {
  asked_.Add("ann", "v1");
  EXPECT_TRUE(library_.CheckOwn(As("ann"), "v1").ok());
  clock_.Advance(absl::Seconds(59));
  EXPECT_TRUE(library_.CheckOwn(As("ann"), "v1").ok());
  EXPECT_EQ(asked_.asked, 1);
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(library_.CheckOwn(As("ann"), "v1").ok());
  EXPECT_EQ(asked_.asked, 2);
}

TEST_F(CachingVideoAccessTest, RemembersAsLongThoughTheWallClockWasSetBack) {
  asked_.Add("ann", "v1");
  EXPECT_TRUE(library_.CheckOwn(As("ann"), "v1").ok());
  clock_.StepWall(-absl::Hours(1));
  clock_.Advance(absl::Seconds(60));
  EXPECT_TRUE(library_.CheckOwn(As("ann"), "v1").ok());
  EXPECT_EQ(asked_.asked, 2);
}

TEST_F(CachingVideoAccessTest, TellsUsersApart) {
  asked_.Add("ann", "v1");
  EXPECT_TRUE(library_.CheckOwn(As("ann"), "v1").ok());
  EXPECT_TRUE(absl::IsNotFound(library_.CheckOwn(As("ben"), "v1")));
}

TEST_F(CachingVideoAccessTest, AsksAgainAboutWhatWasRefused) {
  EXPECT_TRUE(absl::IsNotFound(library_.CheckOwn(As("ann"), "v1")));
  asked_.away = true;
  EXPECT_TRUE(absl::IsUnavailable(library_.CheckOwn(As("ann"), "v1")));
  asked_.away = false;
  asked_.Add("ann", "v1");
  EXPECT_TRUE(library_.CheckOwn(As("ann"), "v1").ok());
}

TEST_F(CachingVideoAccessTest, RemembersNoMoreThanItMay) {
  for (const char* id : {"v1", "v2", "v3"}) {
    asked_.Add("ann", id);
    EXPECT_TRUE(library_.CheckOwn(As("ann"), id).ok());
  }
  asked_.away = true;
  EXPECT_TRUE(library_.CheckOwn(As("ann"), "v3").ok());
  EXPECT_FALSE(library_.CheckOwn(As("ann"), "v1").ok());
}

}  // namespace
}  // namespace lossy::services
