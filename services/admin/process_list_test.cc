#include "services/admin/process_list.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::admin {
namespace {

using testing::HasSubstr;

TEST(ProcessListTest, ReadsProgramsWithTheirAddresses) {
  const auto entries = ParseProcesses("edge=edge:4300, video=10.0.0.1:4101,video=[::1]:4101");
  ASSERT_TRUE(entries.ok()) << entries.status();
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_EQ((*entries)[0].program, "edge");
  EXPECT_EQ((*entries)[0].address, "edge:4300");
  EXPECT_EQ((*entries)[2].address, "[::1]:4101");
}

TEST(ProcessListTest, NamesTheEntryThatIsWrong) {
  for (const char* wrong :
       {"video", "video=", "video=host", "video=:1", "=host:1", "Video=host:1"}) {
    const absl::Status status = ParseProcesses(wrong).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << wrong;
    EXPECT_THAT(status.message(), HasSubstr(wrong));
  }
  EXPECT_TRUE(absl::IsInvalidArgument(ParseProcesses("").status()));
}

TEST(ProcessListTest, ATokenIsForTheProgramThatIsCalled) {
  EXPECT_EQ(AudienceOfProgram("video"), "lossy.video.v1");
  EXPECT_EQ(AudienceOfProgram("edge"), "edge");
  EXPECT_EQ(AudienceOfProgram("admin"), "lossy.console.v1");
}

}  // namespace
}  // namespace lossy::admin
