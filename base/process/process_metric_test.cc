#include "base/process/process_metric.h"

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "base/time/clock.h"
#include "gtest/gtest.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

std::map<std::string, double> Values(const ProcessMetric& metric) {
  std::map<std::string, double> values;
  for (const prometheus::MetricFamily& family : metric.Collect()) {
    EXPECT_FALSE(family.help.empty()) << family.name;
    const prometheus::ClientMetric& only = family.metric.at(0);
    values[family.name] =
        family.type == prometheus::MetricType::Counter ? only.counter.value : only.gauge.value;
  }
  return values;
}

TEST(ProcessMetricTest, HasTheNamesOfEveryPrometheusClient) {
  const std::map<std::string, double> values = Values(ProcessMetric());
  for (const char* name :
       {"process_cpu_seconds_total", "process_resident_memory_bytes",
        "process_virtual_memory_bytes", "process_threads", "process_start_time_seconds"}) {
    EXPECT_EQ(values.count(name), 1u) << name;
  }
}

TEST(ProcessMetricTest, CountsTheThreadsThatRun) {
  const ProcessMetric metric;
  const double before = Values(metric)["process_threads"];
  double during = 0;
  std::thread([&] { during = Values(metric)["process_threads"]; }).join();
  EXPECT_EQ(during, before + 1);
}

TEST(ProcessMetricTest, CountsTheMemoryThatIsInUse) {
  const ProcessMetric metric;
  const double before = Values(metric)["process_resident_memory_bytes"];
  const std::vector<char> touched(32 << 20, 'x');
  EXPECT_GE(Values(metric)["process_resident_memory_bytes"],
            before + static_cast<double>(touched.size()) / 2);
  EXPECT_GE(Values(metric)["process_virtual_memory_bytes"],
            Values(metric)["process_resident_memory_bytes"]);
}

TEST(ProcessMetricTest, CountsTheCpuTimeThatIsUsed) {
  const ProcessMetric metric;
  const double before = Values(metric)["process_cpu_seconds_total"];
  double used = before;
  while (used <= before) used = Values(metric)["process_cpu_seconds_total"];
  EXPECT_GT(used, before);
}

TEST(ProcessMetricTest, KnowsTheStart) {
  const double now = absl::ToDoubleSeconds(RealClock().Now() - absl::UnixEpoch());
  const double started = Values(ProcessMetric())["process_start_time_seconds"];
  EXPECT_LE(started, now + 1);
  EXPECT_GT(started, now - 3600);
}

}  // namespace
}  // namespace lossy::base
