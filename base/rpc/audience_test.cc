#include "base/rpc/audience.h"

#include <string>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(AudienceTest, IsThePackageOfTheService) {
  EXPECT_EQ(AudienceOf("lossy.video.v1.VideoService"), "lossy.video.v1");
  EXPECT_EQ(AudienceOf("edge"), "edge");
}

TEST(AudienceTest, NamesTheProcessOfAService) {
  EXPECT_EQ(ProcessOf("lossy.video.v1.VideoService"), "video");
  EXPECT_EQ(ProcessOf("lossy.notifications.v1.NotificationsService"), "notifications");
}

TEST(AudienceTest, NamesAServiceOfAnotherProjectByItsPackage) {
  for (const char* package : {"acme.video.v1", "polls.v1", "lossy.acme.video.v1", "lossy.video"}) {
    const std::string service = std::string(package) + ".Service";
    EXPECT_EQ(ProcessOf(service), package);
  }
}

}  // namespace
}  // namespace lossy::base
