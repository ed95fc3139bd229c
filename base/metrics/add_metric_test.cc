#include "base/metrics/add_metric.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(AddMetricTest, ReturnsTheSameMetricForTheSameLabels) {
  prometheus::Registry registry;
  prometheus::Counter& done = AddCounter(registry, "done_total", "Items done", {{"kind", "a"}});
  EXPECT_EQ(&AddCounter(registry, "done_total", "Items done", {{"kind", "a"}}), &done);
  EXPECT_NE(&AddCounter(registry, "done_total", "Items done", {{"kind", "b"}}), &done);
  EXPECT_EQ(registry.Collect().size(), 1);
}

TEST(AddMetricTest, KeepsNameHelpAndBuckets) {
  prometheus::Registry registry;
  AddGauge(registry, "open", "Open streams").Set(2);
  AddHistogram(registry, "seconds", "Duration of a call, in seconds", {1, 5}).Observe(3);
  for (const prometheus::MetricFamily& family : registry.Collect()) {
    ASSERT_EQ(family.metric.size(), 1);
    if (family.type == prometheus::MetricType::Gauge) {
      EXPECT_EQ(family.name, "open");
      EXPECT_EQ(family.help, "Open streams");
      EXPECT_EQ(family.metric[0].gauge.value, 2);
    } else {
      EXPECT_EQ(family.name, "seconds");
      ASSERT_EQ(family.metric[0].histogram.bucket.size(), 3);
      EXPECT_EQ(family.metric[0].histogram.bucket[1].cumulative_count, 1);
    }
  }
}

}  // namespace
}  // namespace lossy::base
