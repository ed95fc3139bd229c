#include "services/shared/text/enum_name.h"

#include "gtest/gtest.h"
#include "lossy/video/v1/video.pb.h"

namespace lossy::services {
namespace {

using video::v1::VideoStatus;

TEST(EnumName, IsTheValueWithoutTheEnumsPrefix) {
  EXPECT_EQ(EnumName(video::v1::VIDEO_STATUS_QUEUED), "queued");
  EXPECT_EQ(EnumName(static_cast<VideoStatus>(99)), "");
}

TEST(EnumName, IsTheFirstOneOfANumberWithTwo) {
  EXPECT_EQ(EnumName(video::v1::VIDEO_STATUS_ACTIVE), "in_progress");
}

TEST(EnumName, IsParsedBackToTheValue) {
  for (const char* name : {"queued", "in_progress", "complete", "archived"}) {
    EXPECT_EQ(EnumName(ParseEnum<VideoStatus>(name)), name);
  }
  EXPECT_EQ(ParseEnum<VideoStatus>("lost"), video::v1::VIDEO_STATUS_UNSPECIFIED);
}

}  // namespace
}  // namespace lossy::services
