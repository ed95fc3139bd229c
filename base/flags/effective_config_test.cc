#include "base/flags/effective_config.h"

#include <string>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "base/flags/command_line_fixture.h"
#include "base/flags/flag_check.h"
#include "gmock/gmock.h"

ABSL_FLAG(std::string, test_url, "", "A text that may have a password");
ABSL_FLAG(std::string, test_path, "", "A text with a check");
ABSL_FLAG(int, test_count, 8, "A number");

namespace {

absl::Status CheckPath() {
  if (absl::GetFlag(FLAGS_test_path) != "/none") return absl::OkStatus();
  return absl::NotFoundError("there is no such file; name a file that exists");
}

}  // namespace

LOSSY_FLAG_CHECK(test_path, CheckPath);
LOSSY_FLAG_CHECK(test_count, [] {
  return absl::GetFlag(FLAGS_test_count) < 9 ? absl::OkStatus()
                                             : absl::InvalidArgumentError("must be below 9");
});

namespace lossy::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class EffectiveConfigTest : public CommandLineFixture {};

TEST_F(EffectiveConfigTest, NamesTheSourceOfEachValue) {
  const ScopedVariable path("LOSSY_TEST_PATH", "/a");
  const std::string file = WriteFile("effective.flags", "# The number\n--test_count=4\n");
  const std::string config = EffectiveConfig(Read({"--test_url=b", "--flagfile=" + file}));
  EXPECT_THAT(config, HasSubstr("--test_count=4  (" + file + ":2)\n"));
  EXPECT_THAT(config, HasSubstr("--test_path=/a  (LOSSY_TEST_PATH)\n"));
  EXPECT_THAT(config, HasSubstr("--test_url=b  (command line)\n"));
  EXPECT_THAT(EffectiveConfig(Read({})), HasSubstr("  (default)\n"));
}

TEST_F(EffectiveConfigTest, HidesPasswords) {
  const CommandLine line = Read({"--test_url=postgresql://a:s3cret@db/lossy"});
  EXPECT_THAT(EffectiveConfig(line), HasSubstr("--test_url=postgresql://a:***@db/lossy  ("));
  EXPECT_THAT(EffectiveConfig(line), Not(HasSubstr("s3cret")));
}

TEST_F(EffectiveConfigTest, ShowsALineBreakAsText) {
  EXPECT_THAT(EffectiveConfig(Read({"--test_url=a\nb"})), HasSubstr("--test_url=a\\nb  ("));
}

TEST_F(EffectiveConfigTest, ReportsTheProblemsOfAllChecksAtOnce) {
  const std::string file = WriteFile("problems.flags", "--test_path=/none\n");
  EXPECT_THAT(
      ConfigProblems(Read({"--flagfile=" + file, "--test_count=9", "--nowhere"})),
      ElementsAre("--nowhere: there is no such flag; --help lists them",
                  "--test_count: must be below 9",
                  file + ":1: --test_path: there is no such file; name a file that exists"));
}

TEST_F(EffectiveConfigTest, ChecksNoFlagWithoutAValue) {
  EXPECT_THAT(ConfigProblems(Read({"--test_count=many"})),
              ElementsAre(HasSubstr("--test_count: ")));
  EXPECT_THAT(ConfigProblems(Read({})), IsEmpty());
}

}  // namespace
}  // namespace lossy::base
