#include "base/live/live_objects.h"

#include <memory>

#include "base/live/live_objects_metric.h"
#include "gtest/gtest.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

class Sheep : private LiveObject<"Sheep"> {};
class Wolf : private LiveObject<"Wolf"> {};

TEST(LiveObjectsTest, CountsEachClassByItself) {
  const Sheep dolly;
  const Sheep copy = dolly;
  {
    const Wolf wolf;
    EXPECT_EQ(CountLive("Wolf"), 1);
  }
  EXPECT_EQ(CountLive("Sheep"), 2);
  EXPECT_EQ(CountLive("Wolf"), 0);
}

TEST(LiveObjectsTest, IsAMetricWithALabelForTheClass) {
  const auto sheep = std::make_unique<Sheep>();
  const std::vector<prometheus::MetricFamily> families = LiveObjectsMetric().Collect();
  ASSERT_EQ(families.size(), 1);
  EXPECT_EQ(families[0].name, "lossy_live_objects");
  ASSERT_EQ(families[0].metric.size(), 2);
  EXPECT_EQ(families[0].metric[0].label[0].value, "Sheep");
  EXPECT_EQ(families[0].metric[0].gauge.value, 1);
}

}  // namespace
}  // namespace lossy::base
