#include <string>

#include "edge/metrics/edge_metrics.h"
#include "edge/metrics/session_metrics.h"
#include "gtest/gtest.h"
#include "lossy/channel/v1/error.pb.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

// Returns the number of time series of a metric.
std::size_t Series(const prometheus::Registry& registry, const std::string& name) {
  for (const prometheus::MetricFamily& family : registry.Collect()) {
    if (family.name == name) return family.metric.size();
  }
  return 0;
}

// Returns the refused joins of the channel "room:{id}" for a reason; -1 without a time series.
double RefusedJoins(const prometheus::Registry& registry, const std::string& reason) {
  for (const prometheus::MetricFamily& family : registry.Collect()) {
    if (family.name != "lossy_edge_joins_refused_total") continue;
    for (const prometheus::ClientMetric& metric : family.metric) {
      if (metric.label.at(0).value == "room:{id}" && metric.label.at(1).value == reason) {
        return metric.counter.value;
      }
    }
  }
  return -1;
}

TEST(BoundedLabelsTest, ReasonsOfRefusalsAreThoseOfTheEnumeration) {
  prometheus::Registry registry;
  EdgeMetrics metrics(registry);
  for (int reason = -1000; reason < 1000; ++reason) {
    metrics.routes.JoinsRefused("room:{id}").Count(static_cast<channel::v1::Reason>(reason));
    metrics.routes.EventsRefused("room:{id}").Count(static_cast<channel::v1::Reason>(reason));
  }
  const auto reasons = static_cast<std::size_t>(channel::v1::Reason_descriptor()->value_count());
  EXPECT_EQ(Series(registry, "lossy_edge_joins_refused_total"), reasons);
  EXPECT_EQ(Series(registry, "lossy_edge_events_refused_total"), reasons);
}

TEST(BoundedLabelsTest, CloseCodesAreThoseOfTheEdge) {
  prometheus::Registry registry;
  EdgeMetrics metrics(registry);
  const std::size_t before = Series(registry, "lossy_edge_closes_total");
  for (int code = 0; code < 65536; ++code) {
    metrics.websockets.OnClosed(static_cast<std::uint16_t>(code));
  }
  EXPECT_EQ(Series(registry, "lossy_edge_closes_total"), before);
}

TEST(BoundedLabelsTest, StatusesOfLongpollAnswersAreAFixedList) {
  prometheus::Registry registry;
  EdgeMetrics metrics(registry);
  const std::size_t before = Series(registry, "lossy_edge_longpoll_polls_total");
  for (int status = 0; status < 1000; ++status) metrics.longpoll.OnPollAnswered(status);
  EXPECT_EQ(Series(registry, "lossy_edge_longpoll_polls_total"), before);
}

TEST(BoundedLabelsTest, RefusalsHaveTheReasonTheClientReceives) {
  prometheus::Registry registry;
  EdgeMetrics metrics(registry);
  metrics.routes.JoinsRefused("room:{id}").Count(channel::v1::REASON_NOT_FOUND);
  EXPECT_EQ(RefusedJoins(registry, "not_found"), 1);
  EXPECT_EQ(RefusedJoins(registry, "forbidden"), 0);
}

TEST(BoundedLabelsTest, EveryReasonOfAChannelBeginsWithZero) {
  prometheus::Registry registry;
  EdgeMetrics metrics(registry);
  metrics.routes.JoinsRefused("room:{id}");
  metrics.routes.JoinsRefused("room:{id}");
  metrics.routes.EventsRefused("room:{id}");
  const auto reasons = static_cast<std::size_t>(channel::v1::Reason_descriptor()->value_count());
  EXPECT_EQ(Series(registry, "lossy_edge_joins_refused_total"), reasons);
  EXPECT_EQ(Series(registry, "lossy_edge_events_refused_total"), reasons);
  EXPECT_EQ(RefusedJoins(registry, "unavailable"), 0);
}

}  // namespace
}  // namespace lossy::edge
