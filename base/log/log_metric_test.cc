#include "base/log/log_metric.h"

#include <map>
#include <string>

#include "base/log/log.h"
#include "gtest/gtest.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

std::map<std::string, double> Lines() {
  std::map<std::string, double> lines;
  for (const prometheus::MetricFamily& family : LogMetric().Collect()) {
    if (family.name != "lossy_log_lines_total") continue;
    for (const prometheus::ClientMetric& metric : family.metric) {
      lines[metric.label.at(0).value] = metric.counter.value;
    }
  }
  return lines;
}

TEST(LogMetricTest, CountsTheLinesOfEachLevel) {
  const std::map<std::string, double> before = Lines();
  Log(LogLevel::kWarning, "tested");
  Log(LogLevel::kDebug, "below_the_level");
  std::map<std::string, double> after = Lines();
  EXPECT_EQ(after.size(), 4u);
  EXPECT_EQ(after["warning"], before.at("warning") + 1);
  EXPECT_EQ(after["debug"], before.at("debug"));
}

}  // namespace
}  // namespace lossy::base
