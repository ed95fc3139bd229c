#include "deploy/lossyctl/doctor/metrics_page.h"

#include "gtest/gtest.h"

namespace lossy::lossyctl {
namespace {

TEST(MetricsPageTest, ReadsSamplesWithAndWithoutLabels) {
  const MetricsPage page = MetricsPage::Parse(
      "# HELP process_max_fds Files\n# TYPE process_max_fds gauge\nprocess_max_fds 1024\n"
      "lossy_build_info{version=\"1.0.0\",commit=\"c0ffee\"} 1\n"
      "skew{service=\"a\"} 0\nskew{service=\"b \\\"x\\\"\\n\"} 1 1700000000000\n"
      "skew{service=\"c\"} 1.5e3\n");
  EXPECT_EQ(page.Value("process_max_fds"), 1024);
  EXPECT_EQ(page.Label("lossy_build_info", "version"), "1.0.0");
  EXPECT_EQ(page.Label("lossy_build_info", "commit"), "c0ffee");
  EXPECT_EQ(page.Label("lossy_build_info", "time"), "");
  ASSERT_EQ(page.Samples("skew").size(), 2u) << "a sample with a time is none of ours";
  EXPECT_EQ(page.Samples("skew")[1].value, 1500);
  EXPECT_EQ(page.Value("other"), absl::nullopt);
  EXPECT_TRUE(page.Samples("other").empty());
}

TEST(MetricsPageTest, SkipsWhatIsNoSample) {
  const MetricsPage page =
      MetricsPage::Parse("a\nb{c=\"d\nb{c=\nb{c=\"d\"}\n{}\n 1\nc{} 2\n\n<html>");
  EXPECT_EQ(page.Value("a"), absl::nullopt);
  EXPECT_EQ(page.Value("b"), absl::nullopt);
  EXPECT_EQ(page.Value("c"), 2);
}

}  // namespace
}  // namespace lossy::lossyctl
