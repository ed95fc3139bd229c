#include "edge/metrics/delivery_lag.h"

#include "absl/time/time.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/metric_family.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

using testing::IsEmpty;
using Family = prometheus::Family<prometheus::Histogram>;

class DeliveryLagTest : public testing::Test {
 protected:
  std::int64_t Ago(absl::Duration age) { return absl::ToUnixMicros(clock_.Now() - age); }

  prometheus::ClientMetric::Histogram Of(Family& family) {
    lag_.Export();
    return family.Add({{"event", "made"}}, PubsubMetrics::kSeconds).Collect().histogram;
  }

  base::FakeClock clock_;
  prometheus::Registry registry_;
  PubsubMetrics metrics_{registry_};
  DeliveryLag lag_{metrics_, "made", clock_};
};

TEST_F(DeliveryLagTest, PutsEachLagIntoItsBucket) {
  for (const absl::Duration age :
       {absl::Milliseconds(5), absl::Milliseconds(300), absl::Hours(1)}) {
    lag_.OnWritten({.changed_us = Ago(age)});
  }
  const prometheus::ClientMetric::Histogram histogram = Of(metrics_.commit_to_socket);
  EXPECT_EQ(histogram.sample_count, 3u);
  EXPECT_NEAR(histogram.sample_sum, 3600.305, 1e-6);
  EXPECT_EQ(histogram.bucket.front().upper_bound, 0.005);
  EXPECT_EQ(histogram.bucket.front().cumulative_count, 1u) << "a bound belongs to its bucket";
  EXPECT_EQ(histogram.bucket[histogram.bucket.size() - 2].cumulative_count, 2u) << "300 s";
}

TEST_F(DeliveryLagTest, MeasuresFromTheActionOfTheUserAsWell) {
  lag_.OnWritten({.changed_us = Ago(absl::Seconds(1)), .acted_us = Ago(absl::Seconds(4))});
  EXPECT_EQ(Of(metrics_.commit_to_socket).sample_sum, 1);
  EXPECT_EQ(Of(metrics_.action_to_socket).sample_sum, 4);
}

TEST_F(DeliveryLagTest, CountsALagOfDifferingClocksAsZero) {
  lag_.OnWritten({.changed_us = Ago(-absl::Seconds(2))});
  EXPECT_EQ(metrics_.negative_lags.Value(), 1);
  EXPECT_EQ(Of(metrics_.commit_to_socket).sample_count, 1u);
  EXPECT_EQ(Of(metrics_.commit_to_socket).sample_sum, 0);
}

TEST_F(DeliveryLagTest, MeasuresNothingForAnEventOfUnknownOrigin) {
  lag_.OnWritten({});
  lag_.Export();
  for (Family* family : {&metrics_.commit_to_socket, &metrics_.action_to_socket}) {
    for (const prometheus::MetricFamily& each : family->Collect()) {
      EXPECT_THAT(each.metric, IsEmpty());
    }
  }
}

TEST_F(DeliveryLagTest, ExportsEachObservationOnce) {
  lag_.OnWritten({.changed_us = Ago(absl::Seconds(1))});
  Of(metrics_.commit_to_socket);
  EXPECT_EQ(Of(metrics_.commit_to_socket).sample_count, 1u);
}

}  // namespace
}  // namespace lossy::edge
