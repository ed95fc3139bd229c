#include "base/process/open_files.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <vector>

#include "gtest/gtest.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

double Value(absl::string_view name) {
  for (const prometheus::MetricFamily& family : OpenFilesMetric().Collect()) {
    if (family.name == name) return family.metric.front().gauge.value;
  }
  return -1;
}

// Sets the soft limit, and resets it at the end.
class OpenFilesTest : public testing::Test {
 protected:
  OpenFilesTest() { getrlimit(RLIMIT_NOFILE, &before_); }
  ~OpenFilesTest() override { setrlimit(RLIMIT_NOFILE, &before_); }

  void SetLimit(rlim_t files) const {
    const rlimit limit{.rlim_cur = files, .rlim_max = before_.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  }

  rlimit before_{};
};

TEST_F(OpenFilesTest, MayBeAsManyAsTheHardLimitAllows) {
  SetLimit(100);
  EXPECT_EQ(FileLimit(), 100);
  RaiseFileLimit();
  EXPECT_EQ(static_cast<rlim_t>(FileLimit()), before_.rlim_max);
}

TEST_F(OpenFilesTest, AreCounted) {
  SetLimit(100);
  const double open_before = Value("process_open_fds");
  const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(Value("process_open_fds"), open_before + 1);
  EXPECT_EQ(Value("process_max_fds"), 100);
  close(file);
}

TEST_F(OpenFilesTest, AreCheckedBeforeTheLastIsTaken) {
  SetLimit(100);
  EXPECT_TRUE(CheckOpenFiles().ok());
  std::vector<int> files;
  for (int file = 0; file >= 0 && files.size() < 100;) {
    file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (file >= 0) files.push_back(file);
    if (file >= 100 - 16) break;
  }
  EXPECT_TRUE(absl::IsResourceExhausted(CheckOpenFiles()));
  for (const int file : files) close(file);
  EXPECT_TRUE(CheckOpenFiles().ok());
}

}  // namespace
}  // namespace lossy::base
