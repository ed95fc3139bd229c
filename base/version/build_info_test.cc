#include "base/version/build_info.h"

#include <string>

#include "base/version/build_info_metric.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;
using testing::Field;

TEST(BuildInfoTest, IsUnknownWithoutAStamp) {
  SetBuildInfo({});
  EXPECT_EQ(VersionText("edge"),
            "edge unknown\ncommit unknown\ncommit time unknown\nbuild time unknown\n");
}

TEST(BuildInfoTest, NamesTheReleaseTheCommitAndTheTimes) {
  EXPECT_TRUE(SetBuildInfo({.version = "1.0.0",
                            .commit = "c0ffee",
                            .commit_time = "2026-01-02T03:04:05Z",
                            .build_time = "2026-01-02T03:04:06Z"}));
  EXPECT_EQ(VersionText("edge"),
            "edge 1.0.0\ncommit c0ffee\ncommit time 2026-01-02T03:04:05Z\n"
            "build time 2026-01-02T03:04:06Z\n");
}

TEST(BuildInfoTest, IsAMetric) {
  SetBuildInfo({.version = "1.0.0", .commit = "c0ffee"});
  SetServedContract("0123456789abcdef");
  const std::vector<prometheus::MetricFamily> families = BuildInfoMetric().Collect();
  ASSERT_EQ(families.size(), 2u);
  EXPECT_EQ(families[0].name, "lossy_build_info");
  EXPECT_THAT(families[0].metric.front().label,
              ElementsAre(Field(&prometheus::ClientMetric::Label::value, "1.0.0"),
                          Field(&prometheus::ClientMetric::Label::value, "c0ffee"),
                          Field(&prometheus::ClientMetric::Label::value, "0123456789abcdef")));
  EXPECT_EQ(families[1].name, "lossy_process_clock_seconds");
  EXPECT_GT(families[1].metric.front().gauge.value, 1.5e9);
}

}  // namespace
}  // namespace lossy::base
