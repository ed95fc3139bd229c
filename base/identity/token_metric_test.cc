#include "base/identity/token_metric.h"

#include <map>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(TokenMetricTest, HasTheCountsByOperationAndSource) {
  TokenCounts& counts = TokenCounts::Instance();
  counts.signed_by_key = 1;
  counts.signed_from_cache = 2;
  counts.verified_by_key = 3;
  counts.verified_from_cache = 4;
  const prometheus::MetricFamily family = TokenMetric().Collect().at(0);
  EXPECT_EQ(family.name, "lossy_tokens_total");
  std::map<std::string, double> values;
  for (const prometheus::ClientMetric& metric : family.metric) {
    values[metric.label.at(0).value + " " + metric.label.at(1).value] = metric.counter.value;
  }
  EXPECT_THAT(values, ElementsAre(Pair("sign cache", 2), Pair("sign key", 1),
                                  Pair("verify cache", 4), Pair("verify key", 3)));
}

}  // namespace
}  // namespace lossy::base
